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
 * The record of one exchange: the only source of the usage log and the metrics.
 *
 * @param ids by which the exchange is found
 * @param who the sender; absent without a valid key
 * @param modelAsked as the client sent it: goes into no log and no label before it is matched to a known model
 * @param stream whether the request was for an event stream
 * @param status the client's status; 499 if it disconnected before the response's headers
 * @param error made by Weir; absent where the response is the upstream's, whole, or the client had disconnected
 * @param response the facts of the upstream's response
 * @param sizes bytes of both bodies
 * @param sent the attempts at the upstream
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
        Sent sent,
        Timings times) {
    /**
     * By what the exchange is found.
     *
     * @param upstreamRequestId the upstream's, where it responded
     * @param trace absent where traces are off
     */
    public record Ids(String weirRequestId, Optional<String> upstreamRequestId, Optional<TraceIds> trace) {}

    /**
     * The span of the exchange.
     *
     * @param traceId 32 hex digits
     * @param spanId 16 hex digits
     * @param sampled whether it is sent
     */
    public record TraceIds(String traceId, String spanId, boolean sampled) {}

    /**
     * Who sent the request.
     *
     * @param userHash the identity as a keyed hash; absent where the body was not read
     */
    public record Who(String team, String keyId, Optional<String> userHash, Origin origin) {}

    /**
     * From what of a user's work the request comes, as the client says; each may be absent.
     *
     * @param session the session of Claude Code as a keyed hash
     * @param agent the sub-agent as a keyed hash; absent in the main loop
     * @param parentAgent the agent that started that one, as a keyed hash
     * @param project one of the team's list, or {@code other}
     */
    public record Origin(
            Optional<String> session, Optional<String> agent, Optional<String> parentAgent, Optional<String> project) {
        /** Nothing is known. */
        public static final Origin NONE =
                new Origin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Returns whether it is the main loop of a session or an agent of it; absent without a session. */
        Optional<String> loop() {
            return agent.or(() -> parentAgent).map(_ -> "agent").or(() -> session.map(_ -> "main"));
        }
    }

    /**
     * An error response of Weir's own, or the error that cut a response.
     *
     * @param limit the name of the limit that rejects
     */
    public record OwnError(Optional<String> limit, ErrorType type, ErrorReason reason) {}

    /**
     * What was sent upstream.
     *
     * @param attempts how often, the resends of stale connections included
     * @param upstream the one sent to last, and {@code key} the key; absent where nothing was sent
     * @param waitNanos between attempts, in all
     */
    public record Sent(int attempts, Optional<String> upstream, Optional<String> key, long waitNanos) {
        /** Nothing was sent. */
        public static final Sent NONE = new Sent(0, Optional.empty(), Optional.empty(), 0);
    }

    /** Bytes of the request's body as it came, and of the response's body as it was relayed. */
    public record Sizes(long requestBytes, long responseBytes) {}

    /**
     * The start and the durations, in nanoseconds.
     *
     * @param startedAt when the request's headers had arrived
     * @param totalNanos until the response had ended
     * @param firstTokenNanos until the first bytes of the response's body came from the upstream; absent where none did
     * @param phaseNanos how long each phase took, for the phases that the exchange reached
     */
    public record Timings(
            Instant startedAt, long totalNanos, OptionalLong firstTokenNanos, Map<Phase, Long> phaseNanos) {
        public Timings {
            phaseNanos = Collections.unmodifiableMap(phaseNanos);
        }
    }
}
