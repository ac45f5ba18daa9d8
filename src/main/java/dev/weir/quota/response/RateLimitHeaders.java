package dev.weir.quota.response;

import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Writes the headers that show the state of limits.
 *
 * <p>Source: Messages API, rate limits ({@code anthropic-ratelimit-*}); Claude Code's gateway protocol, spend limits
 * ({@code -unified-*}).
 */
public final class RateLimitHeaders {
    static final String PREFIX = "anthropic-ratelimit-";
    static final String UNIFIED = PREFIX + "unified-";

    private static final double WARN_FROM = 0.75;
    private static final double WARN_AGAIN_FROM = 0.95;
    private static final BigDecimal MOST_USED = new BigDecimal("0.99");

    private RateLimitHeaders() {}

    /** Returns the headers of a response to a request that was granted. */
    public static QuotaHeaders of(Snapshot snapshot) {
        return new QuotaHeaders(limits(snapshot), warning(snapshot));
    }

    /** Returns the rate limits: of each kind the one, of user or team, with the smaller share left. */
    public static Map<String, String> limits(Snapshot snapshot) {
        Map<String, String> headers = new HashMap<>();
        Optional<LimitState> input = tightest(snapshot, LimitKind.INPUT_TOKENS_PER_MINUTE);
        Optional<LimitState> output = tightest(snapshot, LimitKind.OUTPUT_TOKENS_PER_MINUTE);
        tightest(snapshot, LimitKind.REQUESTS_PER_MINUTE).ifPresent(state -> put(headers, "requests", state));
        input.ifPresent(state -> put(headers, "input-tokens", state));
        output.ifPresent(state -> put(headers, "output-tokens", state));
        Stream.concat(input.stream(), output.stream())
                .min(Comparator.comparingDouble(RateLimitHeaders::shareLeft))
                .ifPresent(state -> put(headers, "tokens", state));
        return headers;
    }

    /** Returns the budget with the largest used share, from three quarters on; otherwise nothing. */
    private static Map<String, String> warning(Snapshot snapshot) {
        return snapshot.limits().stream()
                .filter(state -> state.isBudget() && shareUsed(state) >= WARN_FROM)
                .max(Comparator.comparingDouble(RateLimitHeaders::shareUsed))
                .map(RateLimitHeaders::warning)
                .orElse(Map.of());
    }

    private static Map<String, String> warning(LimitState state) {
        double used = shareUsed(state);
        String reset = reset(state.resetsAtMillis());
        BigDecimal utilization =
                BigDecimal.valueOf(used).setScale(2, RoundingMode.FLOOR).min(MOST_USED);
        return Map.of(
                UNIFIED + "status",
                "allowed_warning",
                UNIFIED + "representative-claim",
                "overage",
                UNIFIED + "overage-status",
                "allowed_warning",
                UNIFIED + "overage-utilization",
                utilization.toPlainString(),
                UNIFIED + "overage-surpassed-threshold",
                used >= WARN_AGAIN_FROM ? "0.95" : "0.75",
                UNIFIED + "reset",
                reset,
                UNIFIED + "overage-reset",
                reset);
    }

    /** Returns the headers of a rejection by a budget, except for {@code retry-after}. */
    static Map<String, String> rejection(LimitState state) {
        String reset = reset(state.resetsAtMillis());
        Map<String, String> headers = new HashMap<>(Map.of(
                UNIFIED + "status", "rejected",
                UNIFIED + "reset", reset,
                UNIFIED + "overage-reset", reset,
                UNIFIED + "overage-utilization", "1",
                UNIFIED + "overage-surpassed-threshold", "1",
                UNIFIED + "overage-period", state.limit().kind().window() == Window.DAY ? "daily" : "monthly",
                UNIFIED + "overage-disabled-reason", "org_spend_cap_reached"));
        if (state.level() == LimitLevel.TEAM) {
            headers.put(UNIFIED + "overage-scope", "group_pool");
        }
        return headers;
    }

    private static void put(Map<String, String> headers, String kind, LimitState state) {
        headers.put(PREFIX + kind + "-limit", Long.toString(state.size()));
        headers.put(PREFIX + kind + "-remaining", Long.toString(state.remaining()));
        state.resetsAtMillis().ifPresent(at -> headers.put(PREFIX + kind + "-reset", LimitText.time(at)));
    }

    private static Optional<LimitState> tightest(Snapshot snapshot, LimitKind kind) {
        return snapshot.limits().stream()
                .filter(state -> state.limit().kind() == kind)
                .min(Comparator.comparingDouble(RateLimitHeaders::shareLeft));
    }

    private static double shareLeft(LimitState state) {
        return state.size() == 0 ? 0 : (double) state.remaining() / state.size();
    }

    private static double shareUsed(LimitState state) {
        return state.size() == 0 ? 1 : (double) state.used() / state.size();
    }

    private static String reset(OptionalLong millis) {
        return Long.toString(LimitText.seconds(millis.orElse(0)));
    }
}
