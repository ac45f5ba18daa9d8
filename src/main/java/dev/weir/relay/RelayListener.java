package dev.weir.relay;

import dev.weir.messages.ResponseFacts;
import java.util.function.Supplier;

/** Hears how far an answer has come, on the event loop; throws nothing. */
public interface RelayListener {
    /**
     * No other answer is possible any more. Called at most once.
     *
     * @param facts tells what the answer has said of itself whenever it is asked, on the event loop
     */
    void begun(Supplier<ResponseFacts> facts);

    /**
     * The answer has come to its end, and the client is about to be told: called at most once after {@link #begun}, before the bytes
     * go out from which the client knows it.
     *
     * @param end how it ends unless the client leaves at the last bytes; nothing more can be learned of its usage
     */
    void ending(RelayEnd end);

    /** Takes what brings the copy to an early end when the gateway cannot wait for it. */
    void interruptible(Runnable interrupt);
}
