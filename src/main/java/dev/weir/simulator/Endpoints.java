package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.BodyDecoding.Decoded;
import dev.weir.simulator.BodyDecoding.Undecodable;
import dev.weir.simulator.RequestRules.Operation;
import dev.weir.simulator.ScriptReading.Misread;
import dev.weir.simulator.ScriptReading.Understood;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what each request is answered with. Runs on one event loop. */
final class Endpoints {
    private static final String ORGANIZATION = "00000000-0000-4000-8000-000000000001";

    private final Vertx vertx;
    private final SimulatedIds ids;
    private final Responder answers;
    private final Repetitions repetitions = new Repetitions();

    Endpoints(Vertx vertx, long seed, Clock clock) {
        this.vertx = vertx;
        this.ids = new SimulatedIds(seed);
        this.answers = new Responder(seed, ids, clock);
    }

    /** Responder once the body is in. */
    void handle(HttpServerRequest request) {
        String id = ids.next("req");
        BodyCollection.read(request, body -> answer(request, body, id));
    }

    private void answer(HttpServerRequest request, CollectedBody body, String id) {
        Decision decision = route(request, body, id);
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

    private Decision route(HttpServerRequest request, CollectedBody body, String id) {
        Route route = Route.of(Optional.ofNullable(request.path()).orElse(""));
        if (route == Route.PROBE && request.method().name().equals("HEAD")) {
            return Decision.plain(Reply.empty());
        }
        if (route == Route.PROBE || route == Route.UNKNOWN) {
            return refuse(ApiError.notFound("Not Found"), id);
        }
        if (!request.method().name().equals(route.method())) {
            ApiError error = ApiError.of(405, "invalid_request_error", "Method Not Allowed");
            return Decision.plain(Reply.error(error, id).with(Map.of("allow", route.method())));
        }
        Optional<ApiError> fault = CredentialRules.fault(request.headers());
        if (fault.isPresent()) {
            return refuse(fault.get(), id);
        }
        return versioned(request, route, body, id);
    }

    private Decision versioned(HttpServerRequest request, Route route, CollectedBody body, String id) {
        Optional<String> name = Optional.ofNullable(request.getHeader("anthropic-version"));
        if (name.isEmpty()) {
            return refuse(ApiError.invalid("anthropic-version: header is required"), id);
        }
        Optional<ApiVersion> version = name.flatMap(ApiVersion::named);
        if (version.isEmpty()) {
            return refuse(ApiError.invalid("anthropic-version: \"" + name.get() + "\" is not a valid version"), id);
        }
        return switch (ScriptParser.parse(
                Optional.ofNullable(request.getHeader("x-simulate")).orElse(""))) {
            case Misread(String message) -> refuse(ApiError.invalid(message), id);
            case Understood(SimulationScript script) ->
                route.takesBody()
                        ? prompted(request, route, body, new Context(version.get(), script, id))
                        : decide(repetitions.next(script, ""), id, () -> answers.models(request, id));
        };
    }

    private Decision prompted(HttpServerRequest request, Route route, CollectedBody body, Context context) {
        return switch (body) {
            case CollectedBody.TooLarge() ->
                refuse(ApiError.of(413, "request_too_large", "Request exceeds the maximum size"), context.id());
            case CollectedBody.Received(Buffer bytes) -> {
                Optional<String> encoding = Optional.ofNullable(request.getHeader("content-encoding"));
                yield switch (BodyDecoding.of(bytes.getBytes(), encoding)) {
                    case Undecodable(ApiError error) -> refuse(error, context.id());
                    case Decoded(JsonNode tree) -> scripted(request, route, tree, context);
                };
            }
        };
    }

    private Decision scripted(HttpServerRequest request, Route route, JsonNode body, Context context) {
        String named = ModelNames.scriptOf(body.path("model").asText());
        boolean byHeader = !context.script().directives().isEmpty();
        return switch (byHeader ? new Understood(context.script()) : ScriptParser.parse(named)) {
            case Misread(String message) -> refuse(ApiError.invalid(message), context.id());
            case Understood(SimulationScript asked) -> {
                SimulationScript script = repetitions.next(
                        asked, body.path("metadata").path("user_id").asText());
                Operation operation = route == Route.MESSAGES ? Operation.CREATE : Operation.COUNT_TOKENS;
                boolean beta = request.headers().contains("anthropic-beta");
                RequestRules rules = new RequestRules(context.version(), beta, operation);
                yield decide(script, context.id(), () -> checked(rules, body, script, context.id()));
            }
        };
    }

    private Reply checked(RequestRules rules, JsonNode body, SimulationScript script, String id) {
        return rules.firstFault(body)
                .map(error -> Reply.error(error, id))
                .orElseGet(() -> rules.operation() == Operation.CREATE
                        ? answers.message(body, script, id)
                        : answers.count(body));
    }

    private Decision decide(SimulationScript script, String id, Supplier<Reply> answer) {
        Optional<ApiError> error = ErrorTable.find(script);
        if (error.isEmpty()) {
            return new Decision(answer.get(), script);
        }
        boolean html = script.find(SimulatedFault.Kind.class)
                .filter(kind -> kind.kind() == ErrorKind.HTML)
                .isPresent();
        Reply reply = html ? Reply.page(error.get().status()) : answers.limited(Reply.error(error.get(), id));
        return new Decision(reply, script);
    }

    private static Decision refuse(ApiError error, String id) {
        return Decision.plain(Reply.error(error, id));
    }

    /** What is known of a request before its body is looked at. */
    private record Context(ApiVersion version, SimulationScript script, String id) {}

    /** A reply and how it is to be sent. */
    private record Decision(Reply reply, SimulationScript script) {
        static Decision plain(Reply reply) {
            return new Decision(reply, SimulationScript.PLAIN);
        }
    }
}
