package dev.weir.metering;

import dev.weir.messages.ErrorType;
import dev.weir.messages.Operation;
import dev.weir.messages.ResponseFacts;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happened in one exchange: the one source of the usage log and the metrics.
 *
 * @param ids under what names it is found again
 * @param who who sent the request; absent where no key was good
 * @param modelAsked as the client sent it: goes into no log and no label before it is matched to a known model
 * @param stream whether an event stream was asked for
 * @param status what the client got; 499 where it disconnected before a response's head
 * @param error that Weir made; absent where the response is the upstream's, whole, or the client had disconnected
 * @param response what the upstream's response says of itself
 * @param sizes bytes moved
 * @param attempts requests sent upstream
 * @param times when it began and how long each part took
 */
public record UsageRecord(
        Ids ids,
        Optional<Who> who,
        Operation operation,
        Optional<String> modelAsked,
        boolean stream,
        int status,
        Outcome outcome,
        Optional<OwnError> error,
        ResponseFacts response,
        Sizes sizes,
        int attempts,
        Timings times) {
    /** Ours, and the upstream's where it responded. */
    public record Ids(String weirRequestId, Optional<String> upstreamRequestId) {}

    /**
     * Who sent the request.
     *
     * @param userHash the identity as a keyed hash; absent where the body was not read
     */
    public record Who(String team, String keyId, Optional<String> userHash) {}

    /**
     * An error response of Weir's own, or the error that cut a response.
     *
     * @param limit the name of the limit that rejects
     */
    public record OwnError(Optional<String> limit, ErrorType type, ErrorReason reason) {}

    /** Bytes of the request's body as it came, and of the response's body as it was relayed. */
    public record Sizes(long requestBytes, long responseBytes) {}

    /**
     * When, and for how long; each duration in nanoseconds.
     *
     * @param startedAt when the request's head had arrived
     * @param totalNanos until the response had ended
     * @param firstTokenNanos until the first bytes of the response's body came from the upstream; absent where none did
     * @param phaseNanos how long each phase took; without those that the exchange did not get to
     */
    public record Timings(
            Instant startedAt, long totalNanos, OptionalLong firstTokenNanos, Map<Phase, Long> phaseNanos) {
        public Timings {
            phaseNanos = Collections.unmodifiableMap(phaseNanos);
        }
    }
}
