package dev.weir.quota;

import dev.weir.messages.ErrorType;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.response.Rejection;
import java.util.Map;

/** Whether a caller may proceed. */
public sealed interface QuotaDecision {
    /**
     * The caller may proceed under a lease, which is settled once whatever happens.
     *
     * @param headers what the response tells the caller of its quota
     */
    record Granted(Lease lease, QuotaHeaders headers) implements QuotaDecision {}

    /**
     * A limit has no room: a 429.
     *
     * @param message names the limit, what is used, when it has room and what to do
     */
    record Denied(ErrorType type, String message, Map<String, String> headers) implements QuotaDecision {
        public Denied {
            headers = Map.copyOf(headers);
        }

        Denied(Rejection rejection) {
            this(rejection.type(), rejection.message(), rejection.headers());
        }
    }

    /** The limits cannot be counted now and may not be guessed: a 503. */
    record Unavailable(String message, Map<String, String> headers) implements QuotaDecision {
        public Unavailable {
            headers = Map.copyOf(headers);
        }
    }
}
