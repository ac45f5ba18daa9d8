package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.BodyDecoding.Decoded;
import dev.weir.simulator.BodyDecoding.Undecodable;
import dev.weir.simulator.RequestRules.PromptOperation;
import dev.weir.simulator.ScriptReading.Misread;
import dev.weir.simulator.ScriptReading.Understood;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Decides on the reply to each request. Runs on one event loop. */
final class Endpoints {
    private static final String ORGANIZATION = "00000000-0000-4000-8000-000000000001";

    private final Vertx vertx;
    private final SimulatedIds ids;
    private final Responder responder;
    private final Repetitions repetitions = new Repetitions();

    Endpoints(Vertx vertx, long seed, Clock clock, Consumer<ProducedMessage> produced) {
        this.vertx = vertx;
        this.ids = new SimulatedIds(seed);
        this.responder = new Responder(seed, ids, clock, produced);
    }

    /** Sends the reply once the body has been received. */
    void handle(HttpServerRequest request) {
        String id = ids.next("req");
        BodyCollection.read(request, body -> respond(request, body, id));
    }

    private void respond(HttpServerRequest request, CollectedBody body, String id) {
        EndpointReply decision = route(request, body, id);
        request.response()
                .putHeader("request-id", id)
                .putHeader("anthropic-organization-id", ORGANIZATION)
                .putHeader("x-simulated-request-sha256", digest(body));
        ReplySender.send(vertx, request, decision.reply(), decision.script());
    }

    private static String digest(CollectedBody body) {
        return switch (body) {
            case CollectedBody.Received(Buffer bytes) -> Sha256.hex(bytes.getBytes());
            case CollectedBody.TooLarge() -> "too-large";
        };
    }

    private EndpointReply route(HttpServerRequest request, CollectedBody body, String id) {
        SimulatedRoute route =
                SimulatedRoute.of(Optional.ofNullable(request.path()).orElse(""));
        if (route == SimulatedRoute.PROBE && request.method().name().equals("HEAD")) {
            return EndpointReply.plain(Reply.empty());
        }
        if (route == SimulatedRoute.PROBE || route == SimulatedRoute.UNKNOWN) {
            return reject(ApiError.notFound("Not Found"), id);
        }
        if (!request.method().name().equals(route.method())) {
            ApiError error = ApiError.of(405, "invalid_request_error", "Method Not Allowed");
            return EndpointReply.plain(Reply.error(error, id).with(Map.of("allow", route.method())));
        }
        Optional<ApiError> fault = CredentialRules.fault(request.headers());
        if (fault.isPresent()) {
            return reject(fault.get(), id);
        }
        return versioned(request, route, body, id);
    }

    private EndpointReply versioned(HttpServerRequest request, SimulatedRoute route, CollectedBody body, String id) {
        Optional<String> name = Optional.ofNullable(request.getHeader("anthropic-version"));
        if (name.isEmpty()) {
            return reject(ApiError.invalid("anthropic-version: header is required"), id);
        }
        Optional<ApiVersion> version = name.flatMap(ApiVersion::named);
        if (version.isEmpty()) {
            return reject(ApiError.invalid("anthropic-version: \"" + name.get() + "\" is not a valid version"), id);
        }
        return switch (ScriptParser.parse(
                Optional.ofNullable(request.getHeader("x-simulate")).orElse(""))) {
            case Misread(String message) -> reject(ApiError.invalid(message), id);
            case Understood(SimulationScript script) ->
                route.takesBody()
                        ? prompted(request, route, body, new Context(version.get(), script, id))
                        : decide(repetitions.next(script, ""), id, () -> responder.models(request, id));
        };
    }

    private EndpointReply prompted(
            HttpServerRequest request, SimulatedRoute route, CollectedBody body, Context context) {
        return switch (body) {
            case CollectedBody.TooLarge() ->
                reject(ApiError.of(413, "request_too_large", "Request exceeds the maximum size"), context.id());
            case CollectedBody.Received(Buffer bytes) -> {
                Optional<String> encoding = Optional.ofNullable(request.getHeader("content-encoding"));
                yield switch (BodyDecoding.of(bytes.getBytes(), encoding)) {
                    case Undecodable(ApiError error) -> reject(error, context.id());
                    case Decoded(JsonNode tree) -> scripted(request, route, tree, context);
                };
            }
        };
    }

    private EndpointReply scripted(HttpServerRequest request, SimulatedRoute route, JsonNode body, Context context) {
        String named = ModelNames.scriptOf(body.path("model").asText());
        boolean byHeader = !context.script().directives().isEmpty();
        return switch (byHeader ? new Understood(context.script()) : ScriptParser.parse(named)) {
            case Misread(String message) -> reject(ApiError.invalid(message), context.id());
            case Understood(SimulationScript asked) -> {
                SimulationScript script = repetitions.next(
                        asked, body.path("metadata").path("user_id").asText());
                PromptOperation operation =
                        route == SimulatedRoute.MESSAGES ? PromptOperation.CREATE : PromptOperation.COUNT_TOKENS;
                boolean beta = request.headers().contains("anthropic-beta");
                RequestRules rules = new RequestRules(context.version(), beta, operation);
                yield decide(script, context.id(), () -> checked(rules, body, script, context.id()));
            }
        };
    }

    private Reply checked(RequestRules rules, JsonNode body, SimulationScript script, String id) {
        return rules.firstFault(body)
                .map(error -> Reply.error(error, id))
                .orElseGet(() -> rules.operation() == PromptOperation.CREATE
                        ? responder.message(body, script, id)
                        : responder.count(body));
    }

    private EndpointReply decide(SimulationScript script, String id, Supplier<Reply> normalReply) {
        Optional<ApiError> error = ErrorTable.find(script);
        if (error.isEmpty()) {
            return new EndpointReply(normalReply.get(), script);
        }
        boolean html = script.find(SimulatedFault.OfKind.class)
                .filter(kind -> kind.kind() == ErrorKind.HTML)
                .isPresent();
        Reply reply = html ? Reply.page(error.get().status()) : responder.limited(Reply.error(error.get(), id));
        return new EndpointReply(reply, script);
    }

    private static EndpointReply reject(ApiError error, String id) {
        return EndpointReply.plain(Reply.error(error, id));
    }

    /** What is known of a request before its body is read. */
    private record Context(ApiVersion version, SimulationScript script, String id) {}

    /** A reply and how it is to be sent. */
    private record EndpointReply(Reply reply, SimulationScript script) {
        static EndpointReply plain(Reply reply) {
            return new EndpointReply(reply, SimulationScript.PLAIN);
        }
    }
}
