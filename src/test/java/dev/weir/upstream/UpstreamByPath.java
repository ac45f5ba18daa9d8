package dev.weir.upstream;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that does what the path of a request says, and nothing at all for any other path. */
final class UpstreamByPath {
    /** The requests, in the order in which they came. */
    final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();

    void serve(HttpServerRequest request) {
        seen.add(request);
        switch (String.valueOf(request.path())) {
            case "/ok" -> request.response().putHeader("request-id", "req_1").end("hello");
            case "/echo" -> request.body().onSuccess(body -> request.response().end(body));
            case "/401" -> request.response().setStatusCode(401).end("no");
            case "/302" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/ok")
                        .end();
            case "/529" -> request.response().setStatusCode(529).end("busy");
            case "/close" -> request.connection().close();
            case "/broken" ->
                request.response()
                        .setChunked(true)
                        .write("half")
                        .onComplete(_ -> request.connection().close());
            case "/stream" -> request.response().setChunked(true).write("first");
            default -> {} // no response
        }
    }
}
