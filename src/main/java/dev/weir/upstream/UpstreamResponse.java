package dev.weir.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The headers of an upstream's response, and its body to come.
 *
 * @param body paused; ends only if the upstream ended it cleanly, else its exception handler is called. Its handlers
 *     are set in the turn of the event loop that brings the outcome: a body that has broken off takes none
 * @param cancel drops the rest of the response at once, and the connection with it; harmless once the body has ended
 */
public record UpstreamResponse(int status, MultiMap headers, ReadStream<Buffer> body, Runnable cancel) {}
