package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import java.util.function.Supplier;

/** Hears how far a response has come, on the event loop; throws nothing. */
public interface RelayListener {
    /**
     * The response is committed: no other response is possible any more. Called at most once.
     *
     * @param facts returns what the response has said of itself so far, whenever it is asked on the event loop
     */
    void committed(Supplier<ResponseFacts> facts);

    /**
     * The response has come to its end, and the client is about to be told: called at most once after {@link
     * #committed}, before the bytes go out that tell the client.
     *
     * @param end how it ends unless the client disconnects at the last bytes; nothing more can be learned of its usage
     */
    void ending(RelayEnd end);

    /** Takes what cuts the response when the gateway cannot wait for its end. */
    void interruptible(Runnable interrupt);
}
