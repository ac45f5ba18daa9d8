package dev.weir.relay;

import dev.weir.messages.AnswerFacts;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The answer to relay.
 *
 * @param headers the upstream's
 * @param body paused
 * @param cancel drops the rest of the answer, and the upstream's connection with it
 * @param more headers of ours for the client
 * @param onCommit called once, when no other answer is possible any more, with what tells what the answer has said of itself
 *     whenever it is asked, on the event loop
 * @param onInterrupt takes what brings the copy to an early end when the gateway cannot wait for it
 * @param requestId what an error event of ours names
 */
public record RelayedAnswer(
        int status,
        MultiMap headers,
        ReadStream<Buffer> body,
        Runnable cancel,
        Map<String, String> more,
        Consumer<Supplier<AnswerFacts>> onCommit,
        Consumer<Runnable> onInterrupt,
        String requestId) {}
