package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;

/** Reads a response as it flows past, never holding it back. Used on one event loop only. */
sealed interface Tap permits EventTap, MessageTap, NoTap, UntypedTap {
    /** Reads the next bytes of the body, in order; leaves the buffer as it was. */
    void read(ByteBuf bytes);

    /** Whether what was read commits the response: from now on nothing may be held back or taken back. */
    boolean commits();

    /** Whether the response is an event stream: events of ours can be added, and only its last event ends it. */
    boolean isEventStream();

    /** Whether a comment of ours could stand here without changing what the client reads. */
    boolean isBetweenEvents();

    /** Returns what the response has said of its own end. */
    Progress progress();

    /** Returns what the response said of itself so far. */
    ResponseFacts facts();

    /**
     * What a response has said of its own end; where it said that it is over, it is whole even if its body breaks off
     * later.
     */
    enum Progress {
        /** Nothing: a stream that ends here is cut, any other body is whole. */
        OPEN,
        /** It is over. */
        COMPLETE,
        /** It is over, with an error that the upstream reported. */
        ERROR_REPORTED
    }
}
