package dev.weir.relay;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Reads a response as it flows past, without delaying it. Used on one event loop only. */
sealed interface Tap permits EventTap, MessageTap, NoTap, UntypedTap {
    /** Reads the next bytes of the body, in order; may keep the buffer to the end, and leaves it as it was. */
    void read(ByteBuf bytes);

    /** Reads the next bytes of the body, as Vert.x has them. */
    @SuppressWarnings("deprecation") // the only way to Netty's buffer, gone in Vert.x 5
    default void read(Buffer bytes) {
        read(bytes.getByteBuf());
    }

    /** Notes that the upstream has ended the body. */
    void end();

    /** Returns whether the response is committed by what was read. */
    boolean commits();

    /**
     * Returns whether the response is an event stream: events of ours can be added, and only its last event ends it.
     */
    boolean isEventStream();

    /** Returns whether a comment could be added here without changing what the client reads. */
    boolean isBetweenEvents();

    /** Returns how far the response has come by its own events. */
    Progress progress();

    /** Returns the error that a stream began with; absent where it began with anything else, or not yet. */
    default Optional<ErrorFacts> firstError() {
        return Optional.empty();
    }

    /** Returns whether the response is complete. */
    default boolean isOver() {
        return progress() != Progress.OPEN;
    }

    /** Returns the end of a response that was relayed whole. */
    default RelayEnd whole(RelayEnd.Traffic traffic) {
        boolean isError =
                progress() == Progress.ERROR_REPORTED || traffic.facts().kind() == ResponseKind.NO_MESSAGE;
        return isError ? new RelayEnd.ErrorReported(traffic) : new RelayEnd.Completed(traffic);
    }

    /** Returns whether the rest of the response may still contain its usage. */
    boolean awaitsUsage();

    /** Returns the facts of the response so far; final once it is complete. */
    ResponseFacts facts();

    /** How far a response has come by its own events; a complete one is whole even if its body breaks off later. */
    enum Progress {
        /** Not at its end: a stream that ends here is cut, any other body is whole. */
        OPEN,
        /** It is complete. */
        COMPLETE,
        /** It is complete, with an error that the upstream reported. */
        ERROR_REPORTED
    }
}
