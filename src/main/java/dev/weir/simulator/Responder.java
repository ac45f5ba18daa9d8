package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the replies to valid requests. Single-threaded. */
final class Responder {
    private final MessageComposer composer;
    private final PromptCache cache;
    private final RateLimits limits;
    private final Consumer<ProducedMessage> produced;

    Responder(long seed, SimulatedIds ids, Clock clock, Consumer<ProducedMessage> produced) {
        this.produced = produced;
        this.composer = new MessageComposer(seed, ids);
        this.cache = new PromptCache(clock);
        this.limits = new RateLimits(clock);
    }

    /** A message, as JSON or as events. */
    Reply message(JsonNode body, SimulationScript script, String requestId) {
        String model = SimulatedModels.resolve(body.path("model").asText()).orElseThrow();
        SimulatedRequest request = new SimulatedRequest(body, model, script);
        ModelMessage message = composer.compose(request, cache.use(model, Prompt.of(body)));
        SimulatedUsage usage = message.usage();
        produced.accept(new ProducedMessage(
                requestId,
                model,
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output()));
        limits.spend(usage.limitedInput(), usage.output());
        Reply reply = request.streams()
                ? Reply.events(withError(EventFrames.of(message, script), script, requestId))
                : Reply.json(200, Json.buffer(message.json()));
        return limited(reply);
    }

    /** The number of tokens in a prompt, as the usage of a message would count them in all. */
    Reply count(JsonNode body) {
        return Reply.json(
                200,
                Json.buffer(Json.object().put("input_tokens", Prompt.of(body).tokens())));
    }

    /** The list of models, or one of them. */
    Reply models(HttpServerRequest request, String requestId) {
        String path = Optional.ofNullable(request.path()).orElse("");
        if (path.startsWith(SimulatedRoute.MODEL_PREFIX)) {
            String id = path.substring(SimulatedRoute.MODEL_PREFIX.length());
            return SimulatedModels.resolve(id)
                    .map(model -> Reply.json(200, Json.buffer(SimulatedModels.info(model))))
                    .orElseGet(() -> Reply.error(ApiError.notFound("model: " + id), requestId));
        }
        MultiMap query = request.params();
        Optional<Integer> size = SimulatedModels.pageSize(Optional.ofNullable(query.get("limit")));
        if (size.isEmpty()) {
            return Reply.error(ApiError.invalid("limit: Input should be between 1 and 1000"), requestId);
        }
        return Reply.json(
                200,
                Json.buffer(SimulatedModels.page(
                        size.get(),
                        Optional.ofNullable(query.get("after_id")),
                        Optional.ofNullable(query.get("before_id")))));
    }

    /** The same reply with the headers of the rate limits, where the reply has no such header itself. */
    Reply limited(Reply reply) {
        Map<String, String> headers = new HashMap<>(limits.headers());
        headers.putAll(reply.headers());
        return reply.with(headers);
    }

    private static List<Buffer> withError(List<Buffer> frames, SimulationScript script, String requestId) {
        return script.find(SimulatedFault.ErrorEvent.class)
                .map(fault -> cutShort(frames, fault.position(), error(script, requestId)))
                .orElse(frames);
    }

    private static List<Buffer> cutShort(List<Buffer> frames, SimulatedFault.Position position, Buffer error) {
        int kept = position == SimulatedFault.Position.FIRST ? 0 : frames.size() / 2;
        List<Buffer> shortened = new ArrayList<>(frames.subList(0, kept));
        shortened.add(error);
        return shortened;
    }

    private static Buffer error(SimulationScript script, String requestId) {
        String type = script.find(SimulatedFault.EventErrorType.class)
                .map(SimulatedFault.EventErrorType::type)
                .orElse("overloaded_error");
        String message = type.equals("overloaded_error") ? "Overloaded" : "Internal server error";
        return EventFrames.event("error", ApiError.of(529, type, message).envelope(requestId));
    }
}
