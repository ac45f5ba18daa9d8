package dev.weir.relay;

import dev.weir.messages.ErrorType;
import dev.weir.messages.ResponseFacts;

/** How relaying an answer ended. */
public sealed interface RelayEnd {
    /** Returns what was relayed until then. */
    Traffic traffic();

    /** The answer reached the client whole. */
    record Completed(Traffic traffic) implements RelayEnd {}

    /** The stream reached the client to its end, and the upstream itself reported an error in it. */
    record ErrorEvent(Traffic traffic) implements RelayEnd {}

    /** The answer broke off after the commit; the client was told in a way that it cannot take for an end. */
    record Cut(Traffic traffic) implements RelayEnd {}

    /** The client left. */
    record ClientGone(Traffic traffic) implements RelayEnd {}

    /**
     * The answer broke off before the commit: the client has got nothing and can still get any answer.
     *
     * @param message says why, for the client
     */
    record NotBegun(Traffic traffic, ErrorType type, String message) implements RelayEnd {}

    /**
     * What flowed past.
     *
     * @param bytes of the body handed to the client, comments and error events of ours included
     * @param firstByteNanos when the body's first bytes came from the upstream, by the timers' clock; −1 where none did
     * @param firstSentNanos when the first bytes were handed to the client; −1 where none were
     */
    record Traffic(ResponseFacts facts, long bytes, long firstByteNanos, long firstSentNanos) {}
}
