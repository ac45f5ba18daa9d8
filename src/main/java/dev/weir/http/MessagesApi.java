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
 * The endpoints of the Messages API, and the one of Weir's own. Each hands the request to the pipeline unread, which
 * writes the response itself.
 *
 * <p>A client that leaves does not cancel anything here: the pipeline settles and records whatever happens.
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

    /** Creates a message; JSON or an event stream, as the body's {@code stream} asks. */
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

    /** Tells the caller how its own limits stand. */
    @GET
    @Path("/weir/limits")
    @NonBlocking
    @Cancellable(false)
    public Uni<Void> limits(@Context RoutingContext context) {
        return handle(context, Route.LIMITS);
    }

    /**
     * The response must not end before REST has subscribed, or REST would look for its head in vain: hence the later
     * turn.
     */
    private Uni<Void> handle(RoutingContext context, Route route) {
        ClientRequest request = requests.of(context, route);
        return Uni.createFrom()
                .emitter(emitter ->
                        request.timers().soon(() -> pipeline.handle(request).onComplete(_ -> emitter.complete(null))));
    }
}
