package dev.weir.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The answer to relay.
 *
 * @param headers the upstream's
 * @param body paused
 * @param cancel drops the rest of the answer, and the upstream's connection with it
 * @param onCommit called once, when no other answer is possible any more
 * @param requestId what an error event of ours names
 */
public record RelayedAnswer(
        int status, MultiMap headers, ReadStream<Buffer> body, Runnable cancel, Runnable onCommit, String requestId) {}
