package dev.weir.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Map;

/**
 * The response to relay.
 *
 * @param headers the upstream's
 * @param streamRequested whether the client expects an event stream
 * @param body paused
 * @param cancel drops the rest of the response together with the upstream's connection
 * @param gatewayHeaders our own headers for the client
 * @param listener receives the progress
 * @param requestId the id in an error event of ours
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
