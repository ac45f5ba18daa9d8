package dev.weir.metering;

import dev.weir.messages.Operation;
import dev.weir.messages.ResponseFacts;
import java.time.Instant;
import java.util.Optional;

/**
 * What happened in one exchange: the one source of the usage log and the metrics.
 *
 * @param ids under what names it is found again
 * @param who who called; absent where no key was good
 * @param modelAsked as the client typed it: goes into no log and no label before it is matched to a known model
 * @param stream whether an event stream was asked for
 * @param status what the client got; 499 where it left before an answer's head
 * @param answer what the upstream's answer says of itself
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
        ResponseFacts answer,
        Sizes sizes,
        int attempts,
        Times times) {
    /** Ours, and the upstream's where it answered. */
    public record Ids(String weirRequestId, Optional<String> upstreamRequestId) {}

    /**
     * Who called.
     *
     * @param userHash the user's bucket as a keyed hash; absent where the body was not read
     */
    public record Who(String team, String keyId, Optional<String> userHash) {}

    /** Bytes of the request's body as it came, and of the answer's body as it was relayed. */
    public record Sizes(long requestBytes, long responseBytes) {}

    /**
     * When, and for how long; each duration in nanoseconds, −1 where the exchange did not get that far.
     *
     * @param startedAt when the request's head had arrived
     * @param totalNanos until the answer had ended
     * @param firstTokenNanos until the first bytes of the answer's body came from the upstream
     * @param authNanos time in authentication
     * @param readNanos time in reading the body once it was there
     * @param quotaNanos time in the reservation
     * @param connectNanos waiting for an upstream connection
     * @param relayNanos from the upstream's first bytes to their being written to the client
     */
    public record Times(
            Instant startedAt,
            long totalNanos,
            long firstTokenNanos,
            long authNanos,
            long readNanos,
            long quotaNanos,
            long connectNanos,
            long relayNanos) {}
}
