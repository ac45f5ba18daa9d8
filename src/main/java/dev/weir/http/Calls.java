package dev.weir.http;

import dev.weir.messages.Operation;
import dev.weir.pipeline.Call;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Makes the pipeline's view of a request. */
final class Calls {
    private final Vertx vertx;
    private final Supplier<String> ids;
    private final Lingering lingering;

    Calls(Vertx vertx, Supplier<String> ids, Lingering lingering) {
        this.vertx = vertx;
        this.ids = ids;
        this.lingering = lingering;
    }

    /** Returns the call that {@code context} is; called on its event loop. */
    Call of(RoutingContext context, Operation operation) {
        HttpServerRequest request = context.request();
        String id = ids.get();
        return new Call(
                id,
                operation,
                request.method(),
                request.uri(),
                request.headers(),
                request,
                () -> inviteBody(request),
                new ServerStream(context, id, lingering),
                new VertxTimers(vertx, vertx.getOrCreateContext()));
    }

    private static void inviteBody(HttpServerRequest request) {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }
}
