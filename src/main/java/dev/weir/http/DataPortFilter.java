package dev.weir.http;

import dev.weir.assets.WebAsset;
import dev.weir.pipeline.ErrorResponse;
import dev.weir.pipeline.MessagesPipeline;
import dev.weir.pipeline.Route;
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
 * The first handler of every request on the data port: passes on what an endpoint serves and rejects the rest itself,
 * so that no client sees the 404 or 405 of a framework.
 */
@Singleton
final class DataPortFilter {
    private static final int FIRST = 10_000;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** A client may repeat such a request at once. Source: RFC 9113, 8.7. */
    private static final long REFUSED_STREAM = 7;

    private static final Buffer NOTHING = Buffer.buffer(0);
    private static final String NO_HOST = "host: Field required";

    private final MessagesPipeline pipeline;
    private final ClientRequests requests;
    private final Cors cors;
    private final HeadRoom heads;
    private final ConnectPage connectPage;

    DataPortFilter(
            MessagesPipeline pipeline, ClientRequests requests, Cors cors, HeadRoom heads, ConnectPage connectPage) {
        this.pipeline = pipeline;
        this.requests = requests;
        this.cors = cors;
        this.heads = heads;
        this.connectPage = connectPage;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    /** Registers the filter; Vert.x rejects by itself only a request without a host or a path. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            switch (context.statusCode()) {
                case BAD_REQUEST -> rejectUnrouted(context, ErrorResponse.malformedHttp(fault(context.request())));
                case NOT_FOUND -> rejectUnrouted(context, ErrorResponse.notFound());
                default -> context.next();
            }
        });
    }

    private void rejectUnrouted(RoutingContext context, ErrorResponse error) {
        if (begins(context)) {
            reject(context, Route.NONE, isVersionServed(context) ? error : ErrorResponse.unsupportedVersion());
        }
    }

    private static String fault(HttpServerRequest request) {
        boolean hasPath = request.path() != null && !request.path().isEmpty();
        return hasPath ? hostFault(request) : "The request target has no path.";
    }

    private static String hostFault(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.HOST) ? "host: Input should be a host and a port" : NO_HOST;
    }

    private static boolean isVersionServed(RoutingContext context) {
        return RequestVersion.isServedOn(context.request().connection());
    }

    /** Whether there is room for the request; where there is none its stream of HTTP/2 is reset. */
    private boolean begins(RoutingContext context) {
        context.request().pause();
        ConnectionDeadlines.of(context.request().connection()).ifPresent(watch -> watch(watch, context));
        boolean hasRoom = context.request().version() != HttpVersion.HTTP_2 || heads.take(context.request());
        if (!hasRoom) {
            context.response().reset(REFUSED_STREAM);
        }
        return hasRoom;
    }

    private void enter(RoutingContext context) {
        if (!begins(context)) {
            return;
        }
        if (!isVersionServed(context)) {
            reject(context, Route.NONE, ErrorResponse.unsupportedVersion());
            return;
        }
        HttpServerRequest request = context.request();
        Optional<String> ambiguity = ambiguity(request);
        if (ambiguity.isPresent()) {
            reject(context, Route.NONE, ErrorResponse.malformedHttp(ambiguity.get()));
            return;
        }
        if (cors.isPreflight(request.method(), request.headers())) {
            respond(context, NO_CONTENT, Cors.preflightHeaders(request.headers()), NOTHING);
            return;
        }
        switch (endpoint(request)) {
            case Endpoint.Served(Route route, var methods) -> {
                if (methods.contains(request.method().name())) {
                    context.next();
                } else {
                    reject(context, route, ErrorResponse.methodNotAllowed(methods));
                }
            }
            case Endpoint.Probe() -> probe(context);
            case Endpoint.Page(String path) -> serve(context, connectPage.find(path));
            case Endpoint.NotEnabled() -> reject(context, Route.NONE, ErrorResponse.notEnabled());
            case Endpoint.Unknown() -> reject(context, Route.NONE, ErrorResponse.notFound());
            case Endpoint.Ambiguous() ->
                reject(
                        context,
                        Route.NONE,
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

    /** Returns why two servers could understand the request differently; absent where they agree. */
    private static Optional<String> ambiguity(HttpServerRequest request) {
        if (!isVisibleAscii(request.uri())) {
            return Optional.of("The request target contains a byte that HTTP does not allow.");
        }
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

    /** Source: RFC 9112, 3.2; RFC 3986, 2. */
    private static boolean isVisibleAscii(String target) {
        for (int i = 0; i < target.length(); i++) {
            char next = target.charAt(i);
            if (next <= ' ' || next >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Responds to the start-up probe of Claude Code; no credential, no record. */
    private void probe(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.HEAD)) {
            respond(context, OK, HttpHeaders.headers().set(HttpHeaders.CONTENT_LENGTH, "0"), NOTHING);
        } else {
            reject(context, Route.NONE, ErrorResponse.notFound());
        }
    }

    /** Responds with a file; no credential, no record. */
    private void serve(RoutingContext context, Optional<WebAsset> found) {
        HttpServerRequest request = context.request();
        if (found.isEmpty()) {
            reject(context, Route.NONE, ErrorResponse.notFound());
        } else if (!ConnectPage.METHODS.contains(request.method().name())) {
            reject(context, Route.NONE, ErrorResponse.methodNotAllowed(ConnectPage.METHODS));
        } else if (found.get().isKnownTo(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            respond(context, NOT_MODIFIED, ConnectPage.validators(found.get()), NOTHING);
        } else {
            boolean hasBody = !request.method().equals(HttpMethod.HEAD);
            WebAsset file = found.get();
            respond(context, OK, ConnectPage.headers(file), hasBody ? file.content() : NOTHING);
        }
    }

    /** Responds without a record. */
    private void respond(RoutingContext context, int status, MultiMap headers, Buffer body) {
        ClientStream client = requests.of(context, Route.NONE).client();
        client.begin(status, headers.set("x-weir-source", "gateway"));
        client.end(body);
    }

    private void reject(RoutingContext context, Route route, ErrorResponse error) {
        pipeline.reject(requests.of(context, route), error);
    }
}
