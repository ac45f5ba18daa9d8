package dev.weir.quota;

import dev.weir.messages.ErrorType;
import dev.weir.policy.Authorization;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.response.Rejection;
import java.util.Map;

/** The decision on a request. */
public sealed interface QuotaDecision {
    /**
     * The request is admitted under a lease, which is settled once however the request ends.
     *
     * @param headers by which the response shows the caller's limits
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

    /** A limit of 0 on its model or session forbids the request: a 403. */
    record NeverAllowed(Authorization.Forbidden why) implements QuotaDecision {}

    /** The limits cannot be counted now, and their class is {@code closed}: a 503. */
    record Unavailable(String message, Map<String, String> headers) implements QuotaDecision {
        public Unavailable {
            headers = Map.copyOf(headers);
        }
    }
}
