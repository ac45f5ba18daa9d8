package dev.weir.pipeline;

import dev.weir.relay.ClientStream;
import dev.weir.relay.Timers;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;

/**
 * One request on the data port, as the HTTP edge hands it in.
 *
 * @param id Weir's own id of the request
 * @param uri path and query as they came
 * @param body paused
 * @param inviteBody tells a client that waits for it to send the body ({@code Expect: 100-continue})
 * @param client where the response goes
 * @param timers of the event loop that the request runs on
 */
public record ClientRequest(
        String id,
        Route route,
        HttpMethod method,
        String uri,
        MultiMap headers,
        ReadStream<Buffer> body,
        Runnable inviteBody,
        ClientStream client,
        Timers timers) {}
