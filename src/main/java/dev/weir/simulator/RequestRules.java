package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The API's rules for the fields of a request, with its messages. Source: Messages API, create and count_tokens.
 *
 * @param version the {@code anthropic-version} of the request
 * @param beta whether it names any {@code anthropic-beta}
 * @param operation which endpoint it is for
 */
record RequestRules(ApiVersion version, boolean beta, PromptOperation operation) {
    private static final String NOT_PERMITTED = ": Extra inputs are not permitted";
    private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "top_k");
    private static final Set<String> COMMON = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "cache_control",
            "speed");
    private static final Set<String> CREATE_ONLY = Set.of(
            "max_tokens",
            "stream",
            "stop_sequences",
            "metadata",
            "service_tier",
            "inference_geo",
            "container",
            "diagnostics");
    private static final Set<String> BETA = Set.of(
            "context_management",
            "mcp_servers",
            "output_format",
            "compaction",
            "billing_policy",
            "thread",
            "fallbacks",
            "fallback_credit_token",
            "tags",
            "safeguards");

    /** The two endpoints that take a prompt. */
    enum PromptOperation {
        /** {@code POST /v1/messages}. */
        CREATE,
        /** {@code POST /v1/messages/count_tokens}. */
        COUNT_TOKENS
    }

    /** The first fault of a body; empty for a good one. */
    Optional<ApiError> firstFault(JsonNode body) {
        Stream<Function<JsonNode, Optional<ApiError>>> rules = Stream.of(
                this::required,
                this::extra,
                RequestRules::model,
                RequestRules::metadata,
                RequestRules::lists,
                RequestRules::thinking,
                RequestRules::emptyBudget,
                RequestRules::ceiling,
                this::sampling,
                one -> ContentRules.firstFault(one, version));
        return rules.flatMap(rule -> rule.apply(body).stream()).findFirst();
    }

    private Optional<ApiError> required(JsonNode body) {
        List<String> fields = operation == PromptOperation.CREATE
                ? List.of("model", "max_tokens", "messages")
                : List.of("model", "messages");
        return fields.stream()
                .filter(field -> !body.has(field))
                .findFirst()
                .map(field -> ApiError.invalid(field + ": Field required"))
                .or(() -> types(body));
    }

    private Optional<ApiError> types(JsonNode body) {
        if (!body.path("model").isTextual()) {
            return reject("model: Input should be a valid string");
        }
        if (!body.path("messages").isArray()) {
            return reject("messages: Input should be a valid list");
        }
        if (body.has("stream") && !body.path("stream").isBoolean()) {
            return reject("stream: Input should be a valid boolean");
        }
        if (operation == PromptOperation.COUNT_TOKENS) {
            return Optional.empty();
        }
        if (!body.path("max_tokens").isIntegralNumber()) {
            return reject("max_tokens: Input should be a valid integer");
        }
        return body.path("max_tokens").asLong() < 0
                ? reject("max_tokens: Input should be greater than or equal to 0")
                : Optional.empty();
    }

    private Optional<ApiError> extra(JsonNode body) {
        return body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !permits(field))
                .findFirst()
                .map(field -> ApiError.invalid(field + NOT_PERMITTED));
    }

    private boolean permits(String field) {
        boolean sampling = version != ApiVersion.V2026_10_21 && SAMPLING.contains(field);
        boolean create = operation == PromptOperation.CREATE && (CREATE_ONLY.contains(field) || sampling);
        return COMMON.contains(field) || create || (beta && BETA.contains(field));
    }

    private static Optional<ApiError> model(JsonNode body) {
        String id = body.path("model").asText();
        if (id.isEmpty()) {
            return reject("model: String should have at least 1 character");
        }
        return SimulatedModels.resolve(id).isEmpty()
                ? Optional.of(ApiError.notFound("model: " + id))
                : Optional.empty();
    }

    private static Optional<ApiError> metadata(JsonNode body) {
        JsonNode metadata = body.path("metadata");
        if (body.has("metadata") && !metadata.isObject() && !metadata.isNull()) {
            return reject("metadata: Input should be a valid dictionary or object to extract fields from");
        }
        JsonNode user = metadata.path("user_id");
        if (!user.isMissingNode() && !user.isNull() && !user.isTextual()) {
            return reject("metadata.user_id: Input should be a valid string");
        }
        return user.asText().length() > 512
                ? reject("metadata.user_id: String should have at most 512 characters")
                : Optional.empty();
    }

    private static Optional<ApiError> lists(JsonNode body) {
        for (String field : List.of("tools", "stop_sequences")) {
            if (body.hasNonNull(field) && !body.path(field).isArray()) {
                return reject(field + ": Input should be a valid list");
            }
        }
        if (body.hasNonNull("tool_choice") && !body.path("tool_choice").isObject()) {
            return reject("tool_choice: Input should be a valid dictionary or object to extract fields from");
        }
        return Optional.empty();
    }

    private static Optional<ApiError> thinking(JsonNode body) {
        JsonNode thinking = body.path("thinking");
        if (!thinking.path("type").asText().equals("enabled")) {
            return Optional.empty();
        }
        if (SimulatedModels.isAtLeastFour(body.path("model").asText(), 7)) {
            return reject(
                    "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and"
                            + " \"output_config.effort\" to control thinking behavior.");
        }
        if (!thinking.has("budget_tokens")) {
            return reject("thinking.enabled.budget_tokens: Field required");
        }
        long budget = thinking.path("budget_tokens").asLong();
        if (budget < 1024) {
            return reject("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        }
        return body.has("max_tokens") && budget >= body.path("max_tokens").asLong()
                ? reject("`max_tokens` must be greater than `thinking.budget_tokens`.")
                : Optional.empty();
    }

    private static Optional<ApiError> emptyBudget(JsonNode body) {
        if (!body.has("max_tokens") || body.path("max_tokens").asLong() > 0) {
            return Optional.empty();
        }
        String choice = body.path("tool_choice").path("type").asText();
        boolean forced = choice.equals("any") || choice.equals("tool");
        boolean format = body.path("output_config").hasNonNull("format");
        return body.path("stream").asBoolean() || forced || format
                ? reject("max_tokens: 0 is not supported with `stream`, a forced `tool_choice` or"
                        + " `output_config.format`")
                : Optional.empty();
    }

    private static Optional<ApiError> ceiling(JsonNode body) {
        long tokens = body.path("max_tokens").asLong();
        return tokens > SimulatedModels.MOST_OUTPUT
                ? reject("max_tokens: " + tokens + " > " + SimulatedModels.MOST_OUTPUT
                        + ", which is the maximum allowed number of" + " output tokens for "
                        + body.path("model").asText())
                : Optional.empty();
    }

    private Optional<ApiError> sampling(JsonNode body) {
        if (!SimulatedModels.isAtLeastFour(body.path("model").asText(), 7)) {
            return Optional.empty();
        }
        if (body.hasNonNull("temperature") && body.path("temperature").asDouble() != 1.0) {
            return reject("`temperature` is deprecated for this model.");
        }
        if (body.hasNonNull("top_p") && body.path("top_p").asDouble() < 0.99) {
            return reject("`top_p` is deprecated for this model.");
        }
        return body.hasNonNull("top_k") ? reject("`top_k` is deprecated for this model.") : Optional.empty();
    }

    private static Optional<ApiError> reject(String message) {
        return Optional.of(ApiError.invalid(message));
    }
}
