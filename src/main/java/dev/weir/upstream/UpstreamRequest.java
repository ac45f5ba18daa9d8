package dev.weir.upstream;

import dev.weir.body.Body;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * A request to send upstream.
 *
 * @param uri path and query as the client sent them
 * @param clientHeaders as they came; filtered on the way out by {@link RequestHeaders}
 * @param expectsStream whether the response is an event stream, whose headers come sooner than those of a JSON response
 * @param onlyUpstream the only upstream allowed; absent = any
 */
public record UpstreamRequest(
        HttpMethod method,
        String uri,
        MultiMap clientHeaders,
        Optional<Body> body,
        boolean expectsStream,
        Optional<String> onlyUpstream) {}
