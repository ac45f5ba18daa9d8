package dev.weir.relay;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ResponseFacts;
import java.util.function.Supplier;

/** Receives the progress of a response, on the event loop; throws nothing. */
public interface RelayListener {
    /**
     * Returns whether a stream that began with {@code error} is to be discarded, as the request is sent again. Called
     * at most once, before {@link #committed}.
     */
    boolean discards(ErrorFacts error);

    /**
     * The response is committed: no other response is possible. Called at most once.
     *
     * @param facts returns the facts of the response so far; to be used on the event loop
     */
    void committed(Supplier<ResponseFacts> facts);

    /**
     * The response has ended; called at most once after {@link #committed}, before the last bytes go to the client.
     *
     * @param end how it ends unless the client disconnects at the last bytes; its usage is final
     */
    void ending(RelayEnd end);

    /** Takes a task that cuts the response, for when Weir cannot wait for its end. */
    void interruptible(Runnable interrupt);
}
