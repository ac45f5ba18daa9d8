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
 * @param expectsStream whether the head of an event stream is awaited, which comes sooner than that of a JSON response
 */
public record UpstreamRequest(
        HttpMethod method, String uri, MultiMap clientHeaders, Optional<Body> body, boolean expectsStream) {}
