package dev.weir.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Map;

/**
 * The response to relay.
 *
 * @param headers the upstream's
 * @param streamRequested whether the request asked for an event stream
 * @param body paused
 * @param cancel drops the rest of the response, and the upstream's connection with it
 * @param gatewayHeaders headers of ours for the client
 * @param listener hears how far it has come
 * @param requestId what an error event of ours names
 */
public record RelayedResponse(
        int status,
        MultiMap headers,
        boolean streamRequested,
        ReadStream<Buffer> body,
        Runnable cancel,
        Map<String, String> gatewayHeaders,
        RelayListener listener,
        String requestId) {}
