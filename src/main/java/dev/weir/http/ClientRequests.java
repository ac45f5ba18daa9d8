package dev.weir.http;

import dev.weir.pipeline.ClientRequest;
import dev.weir.pipeline.Route;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;

/** Translates requests of Vert.x into those of the pipeline. */
final class ClientRequests {
    private final Vertx vertx;
    private final Supplier<String> ids;
    private final LingeringClose lingering;
    private final Cors cors;

    ClientRequests(Vertx vertx, Supplier<String> ids, LingeringClose lingering, Cors cors) {
        this.vertx = vertx;
        this.ids = ids;
        this.lingering = lingering;
        this.cors = cors;
    }

    /** Returns the request of {@code context}; called on its event loop. */
    ClientRequest of(RoutingContext context, Route route) {
        HttpServerRequest request = context.request();
        String id = ids.get();
        return new ClientRequest(
                id,
                route,
                request.method(),
                origin(request),
                request.headers(),
                request,
                () -> inviteBody(request),
                new ServerStream(context, id, lingering, cors),
                new VertxTimers(vertx, vertx.getOrCreateContext()));
    }

    /** Returns path and query. A request line may also name a server, which only matters to a proxy. */
    private static String origin(HttpServerRequest request) {
        if (request.uri().startsWith("/")) {
            return request.uri();
        }
        String path = Objects.requireNonNullElse(request.path(), "/");
        String query = request.query();
        return query == null ? path : path + "?" + query;
    }

    private static void inviteBody(HttpServerRequest request) {
        boolean knowsInterim = request.version() != HttpVersion.HTTP_1_0; // source: RFC 9110, 10.1.1
        if (knowsInterim && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }
}
