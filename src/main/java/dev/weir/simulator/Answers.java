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

/** What the API answers to requests that it accepts. Single-threaded. */
final class Answers {
    private final Composer composer;
    private final PromptCache cache;
    private final RateLimits limits;

    Answers(long seed, Ids ids, Clock clock) {
        this.composer = new Composer(seed, ids);
        this.cache = new PromptCache(clock);
        this.limits = new RateLimits(clock);
    }

    /** A message, as JSON or as events. */
    Reply message(JsonNode body, Script script, String requestId) {
        String model = Models.resolve(body.path("model").asText()).orElseThrow();
        Call call = new Call(body, model, script);
        Answer answer = composer.compose(call, cache.use(model, Prompt.of(body)));
        limits.spend(answer.usage().limitedInput(), answer.usage().output());
        Reply reply = call.streams()
                ? Reply.events(withError(Frames.of(answer, script), script, requestId))
                : Reply.json(200, Json.buffer(answer.json()));
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
        if (path.startsWith(Route.MODEL_PREFIX)) {
            String id = path.substring(Route.MODEL_PREFIX.length());
            return Models.resolve(id)
                    .map(model -> Reply.json(200, Json.buffer(Models.info(model))))
                    .orElseGet(() -> Reply.error(ApiError.notFound("model: " + id), requestId));
        }
        MultiMap query = request.params();
        Optional<Integer> size = Models.pageSize(Optional.ofNullable(query.get("limit")));
        if (size.isEmpty()) {
            return Reply.error(ApiError.invalid("limit: Input should be between 1 and 1000"), requestId);
        }
        return Reply.json(
                200,
                Json.buffer(Models.page(
                        size.get(),
                        Optional.ofNullable(query.get("after_id")),
                        Optional.ofNullable(query.get("before_id")))));
    }

    /** The same reply with the headers of the rate limits, where it does not say otherwise itself. */
    Reply limited(Reply reply) {
        Map<String, String> headers = new HashMap<>(limits.headers());
        headers.putAll(reply.headers());
        return reply.with(headers);
    }

    private static List<Buffer> withError(List<Buffer> frames, Script script, String requestId) {
        return script.find(Fault.ErrorEvent.class)
                .map(fault -> cutShort(frames, fault.position(), error(script, requestId)))
                .orElse(frames);
    }

    private static List<Buffer> cutShort(List<Buffer> frames, Fault.Position position, Buffer error) {
        int kept = position == Fault.Position.FIRST ? 0 : frames.size() / 2;
        List<Buffer> shortened = new ArrayList<>(frames.subList(0, kept));
        shortened.add(error);
        return shortened;
    }

    private static Buffer error(Script script, String requestId) {
        String type =
                script.find(Fault.ErrorType.class).map(Fault.ErrorType::type).orElse("overloaded_error");
        String message = type.equals("overloaded_error") ? "Overloaded" : "Internal server error";
        return Frames.event("error", ApiError.of(529, type, message).envelope(requestId));
    }
}
