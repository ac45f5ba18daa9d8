package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;

/** Reads a response as it flows past, never holding it back. Used on one event loop only. */
sealed interface Tap permits EventTap, MessageTap, NoTap, UntypedTap {
    /** Reads the next bytes of the body, in order; leaves the buffer as it was. */
    void read(ByteBuf bytes);

    /** Reads the next bytes of the body, as Vert.x has them. */
    @SuppressWarnings("deprecation") // the only way to Netty's buffer, gone in Vert.x 5
    default void read(Buffer bytes) {
        read(bytes.getByteBuf());
    }

    /** Notes that the body has come to the end that the upstream gave it. */
    void end();

    /** Whether what was read commits the response: from now on nothing may be held back or taken back. */
    boolean commits();

    /** Whether the response is an event stream: events of ours can be added, and only its last event ends it. */
    boolean isEventStream();

    /** Whether a comment of ours could stand here without changing what the client reads. */
    boolean isBetweenEvents();

    /** Returns what the response has said of its own end. */
    Progress progress();

    /** Whether the response has said that it is over. */
    default boolean isOver() {
        return progress() != Progress.OPEN;
    }

    /** Returns how a response ended that came whole. */
    default RelayEnd whole(RelayEnd.Traffic traffic) {
        boolean isError =
                progress() == Progress.ERROR_REPORTED || traffic.facts().kind() == ResponseKind.NO_MESSAGE;
        return isError ? new RelayEnd.ErrorReported(traffic) : new RelayEnd.Completed(traffic);
    }

    /** Whether the rest of the response can still say what it used. */
    boolean awaitsUsage();

    /** Returns what the response said of itself so far; the same for good once it is over. */
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
