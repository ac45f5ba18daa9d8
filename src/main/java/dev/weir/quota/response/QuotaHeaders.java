package dev.weir.quota.response;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * The headers by which a response shows the caller's limits.
 *
 * @param limits the rate limits, on every response
 * @param warning the budget that nears its end, on successful responses only
 */
public record QuotaHeaders(Map<String, String> limits, Map<String, String> warning) {
    /** No headers: there is no such limit, Redis did not decide, or the plan is in shadow mode. */
    public static final QuotaHeaders NONE = new QuotaHeaders(Map.of(), Map.of());

    private static final int SUCCESS = 2;

    public QuotaHeaders {
        limits = Collections.unmodifiableMap(limits);
        warning = Collections.unmodifiableMap(warning);
    }

    /** Returns the headers of a response with this status. */
    public Map<String, String> of(int status) {
        if (status / 100 != SUCCESS || warning.isEmpty()) {
            return limits;
        }
        Map<String, String> all = new HashMap<>(limits);
        all.putAll(warning);
        return Collections.unmodifiableMap(all);
    }
}
