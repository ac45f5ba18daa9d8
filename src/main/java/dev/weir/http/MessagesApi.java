package dev.weir.http;

import dev.weir.pipeline.ClientRequest;
import dev.weir.pipeline.MessagesPipeline;
import dev.weir.pipeline.Route;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The endpoints of the Messages API, and {@code GET /weir/limits}. Each hands the unread request to the pipeline, which
 * writes the response itself.
 *
 * <p>A client that disconnects cancels nothing here: the pipeline settles and records in any case.
 */
@Path("/")
@Singleton
public final class MessagesApi {
    private final MessagesPipeline pipeline;
    private final ClientRequests requests;

    MessagesApi(MessagesPipeline pipeline, ClientRequests requests) {
        this.pipeline = pipeline;
        this.requests = requests;
    }

    /** Creates a message; the response is JSON, or an event stream with {@code "stream": true}. */
    @POST
    @Path("/v1/messages")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> create(@Context RoutingContext context) {
        return handle(context, Route.MESSAGES);
    }

    /** Counts the tokens of a message without creating it. */
    @POST
    @Path("/v1/messages/count_tokens")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> countTokens(@Context RoutingContext context) {
        return handle(context, Route.COUNT_TOKENS);
    }

    /** Lists the models that the caller's plan allows. */
    @GET
    @Path("/v1/models")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> listModels(@Context RoutingContext context) {
        return handle(context, Route.MODELS);
    }

    /** Describes one model that the caller's plan allows. */
    @GET
    @Path("/v1/models/{id}")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> retrieveModel(@Context RoutingContext context) {
        return handle(context, Route.MODEL);
    }

    /** Shows the caller's own limits. */
    @GET
    @Path("/weir/limits")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> limits(@Context RoutingContext context) {
        return handle(context, Route.LIMITS);
    }

    /**
     * Handles the request in a later turn: the response must not end before REST has subscribed, or REST would wait for
     * its headers in vain.
     */
    private Uni<Void> handle(RoutingContext context, Route route) {
        ClientRequest request = requests.of(context, route);
        return Uni.createFrom()
                .emitter(emitter ->
                        request.timers().soon(() -> pipeline.handle(request).onComplete(_ -> emitter.complete(null))));
    }
}
