package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import io.netty.buffer.ByteBuf;

/** Reads an answer as it flows past, never holding it back. Used on one event loop only. */
sealed interface Tap permits EventTap, MessageTap, NoTap {
    /** Sees the next bytes of the body, in order; leaves the buffer as it was. */
    void see(ByteBuf bytes);

    /** Whether what was seen commits the answer: from now on nothing may be held back or taken back. */
    boolean commits();

    /** Whether the answer is a stream that events of ours can be added to. */
    boolean takesEvents();

    /** Whether a comment of ours could stand here without changing what the client reads. */
    boolean isBetweenEvents();

    /** How a body that ended here cleanly is to be understood. */
    Ending ending();

    /** Whether the answer has said that it is over, so that it is whole even where its body breaks off afterwards. */
    boolean isOver();

    /** Returns what the answer said of itself until here. */
    ResponseFacts facts();

    /** What a clean end of the body means. */
    enum Ending {
        /** The answer is whole. */
        WHOLE,
        /** The answer is whole and ends in an error that the upstream reported. */
        ERROR,
        /** The answer broke off. */
        BROKEN
    }
}
