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
 * @param trace in place of the client's own; absent where that passes as it came
 */
public record UpstreamRequest(
        HttpMethod method,
        String uri,
        MultiMap clientHeaders,
        Optional<Body> body,
        boolean expectsStream,
        Optional<TraceHeaders> trace) {
    /** Makes a request whose headers of a trace, if there are any, pass as they came. */
    public UpstreamRequest(
            HttpMethod method, String uri, MultiMap clientHeaders, Optional<Body> body, boolean expectsStream) {
        this(method, uri, clientHeaders, body, expectsStream, Optional.empty());
    }

    /** Returns the same with a trace of Weir's own. */
    public UpstreamRequest within(TraceHeaders own) {
        return new UpstreamRequest(method, uri, clientHeaders, body, expectsStream, Optional.of(own));
    }
}
