package dev.weir.http;

import dev.weir.messages.Operation;
import dev.weir.pipeline.ErrorResponse;
import dev.weir.pipeline.MessagesPipeline;
import dev.weir.relay.ClientStream;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Sees every request on the data port first: lets pass what an endpoint serves and answers all else itself, so that no
 * framework's own 404 or 405 reaches a client.
 */
@Singleton
final class DataPortFilter {
    private static final int FIRST = 10_000;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final String NO_HOST = "host: Field required";

    private final MessagesPipeline pipeline;
    private final ClientRequests calls;

    DataPortFilter(MessagesPipeline pipeline, ClientRequests calls) {
        this.pipeline = pipeline;
        this.calls = calls;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    /** What Vert.x refuses before any route has seen it: a request without a host. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == BAD_REQUEST) {
                context.request().pause();
                refuse(context, Operation.OTHER, ErrorResponse.malformedHttp(NO_HOST));
            } else {
                context.next();
            }
        });
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.pause();
        ConnectionDeadlines.of(request.connection()).ifPresent(watch -> watch(watch, context));
        Optional<String> ambiguity = ambiguity(request);
        if (ambiguity.isPresent()) {
            refuse(context, Operation.OTHER, ErrorResponse.malformedHttp(ambiguity.get()));
            return;
        }
        switch (endpoint(request)) {
            case Endpoint.Served(Operation operation, var methods) -> {
                if (methods.contains(request.method().name())) {
                    context.next();
                } else {
                    refuse(context, operation, ErrorResponse.methodNotAllowed(methods));
                }
            }
            case Endpoint.Probe() -> probe(context);
            case Endpoint.NotEnabled() -> refuse(context, Operation.OTHER, ErrorResponse.notEnabled());
            case Endpoint.Unknown() -> refuse(context, Operation.OTHER, ErrorResponse.notFound());
            case Endpoint.Ambiguous() ->
                refuse(
                        context,
                        Operation.OTHER,
                        ErrorResponse.malformedHttp("The path holds a character that is not allowed."));
        }
    }

    private static void watch(ConnectionDeadlines watch, RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_2) {
            watch.multiplexes();
        }
        watch.requestBegan();
        context.addEndHandler(_ -> watch.requestEnded());
    }

    private static Endpoint endpoint(HttpServerRequest request) {
        return Optional.ofNullable(request.path()).map(Endpoint::of).orElseGet(Endpoint.Unknown::new);
    }

    /** Returns what makes the request one that two servers could understand differently. */
    private static Optional<String> ambiguity(HttpServerRequest request) {
        MultiMap headers = request.headers();
        int hosts = headers.getAll(HttpHeaders.HOST).size();
        if (hosts > 1) {
            return Optional.of("host: Field must not be repeated");
        }
        if (hosts == 0 && request.version() == HttpVersion.HTTP_1_1) {
            return Optional.of(NO_HOST);
        }
        if (headers.contains("")) {
            return Optional.of("A header has no name.");
        }
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        return coding == null || coding.equalsIgnoreCase("chunked")
                ? Optional.empty()
                : Optional.of("transfer-encoding: Input should be 'chunked'");
    }

    /** Answers the start-up probe of Claude Code; no credential, no record. */
    private void probe(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.HEAD)) {
            ClientStream client = calls.of(context, Operation.OTHER).client();
            client.begin(
                    OK,
                    HttpHeaders.headers().set(HttpHeaders.CONTENT_LENGTH, "0").set("x-weir-source", "gateway"));
            client.end(Buffer.buffer(0));
        } else {
            refuse(context, Operation.OTHER, ErrorResponse.notFound());
        }
    }

    private void refuse(RoutingContext context, Operation operation, ErrorResponse refusal) {
        pipeline.refuse(calls.of(context, operation), refusal);
    }
}
