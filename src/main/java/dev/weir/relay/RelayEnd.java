package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import java.util.OptionalLong;

/** How the relay of a response ended after the commit, or because the client left. */
public sealed interface RelayEnd extends RelayOutcome {
    /** Returns what was relayed until then. */
    Traffic traffic();

    /** The response reached the client whole. */
    record Completed(Traffic traffic) implements RelayEnd {}

    /**
     * The response reached the client to its end, and is an error of the upstream: an event in the stream, or a body
     * that is no message.
     */
    record ErrorReported(Traffic traffic) implements RelayEnd {}

    /** The response was cut after the commit, in a way that the client cannot take for an end. */
    record Cut(CutReason reason, Traffic traffic) implements RelayEnd {}

    /** The client disconnected, before the commit or after. */
    record ClientDisconnected(Traffic traffic) implements RelayEnd {}

    /**
     * What was relayed.
     *
     * @param bytes of the body handed to the client, comments and error events of ours included
     * @param firstByteNanos when the body's first bytes came from the upstream, by the timers' clock; absent where none
     *     did
     * @param firstSentNanos when the first of them were handed to the client; absent where none were
     */
    record Traffic(ResponseFacts facts, long bytes, OptionalLong firstByteNanos, OptionalLong firstSentNanos) {
        /** Nothing was relayed. */
        public static final Traffic NONE =
                new Traffic(ResponseFacts.NONE, 0, OptionalLong.empty(), OptionalLong.empty());
    }
}
