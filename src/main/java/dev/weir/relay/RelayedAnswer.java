package dev.weir.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;

/**
 * The answer to relay.
 *
 * @param headers the upstream's
 * @param body paused
 * @param cancel drops the rest of the answer, and the upstream's connection with it
 * @param onCommit called once, when no other answer is possible any more
 * @param onInterrupt takes what brings the copy to an early end when the gateway cannot wait for it
 * @param requestId what an error event of ours names
 */
public record RelayedAnswer(
        int status,
        MultiMap headers,
        ReadStream<Buffer> body,
        Runnable cancel,
        Runnable onCommit,
        Consumer<Runnable> onInterrupt,
        String requestId) {}
