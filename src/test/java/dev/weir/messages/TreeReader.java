package dev.weir.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.messages.MessageRequest.Fallbacks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads from a tree what {@link RequestReader} reads from bytes; the oracle of the tests. */
final class TreeReader {
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private int images;
    private int documents;
    private long mediaBytes;

    /** Returns the strict reading of a message request without repeated names; base64 data must hold no escapes. */
    static RequestReading read(JsonNode body, long bytes) {
        Optional<String> fault = fault(body);
        return fault.<RequestReading>map(RequestReading.Malformed::new)
                .orElseGet(() -> new RequestReading.Valid(new TreeReader().request(body, bytes)));
    }

    private static Optional<String> fault(JsonNode body) {
        if (!body.isObject()) {
            return Optional.of("body: Input should be a valid dictionary");
        }
        if (!body.has("model") || !body.path("model").isTextual()) {
            return Optional.of(body.has("model") ? "model: Input should be a valid string" : "model: Field required");
        }
        if (!body.has("messages") || !body.path("messages").isArray()) {
            return Optional.of(
                    body.has("messages") ? "messages: Input should be a valid list" : "messages: Field required");
        }
        if (!body.has("max_tokens")) {
            return Optional.of("max_tokens: Field required");
        }
        if (maxTokens(body).isEmpty()) {
            return Optional.of("max_tokens: Input should be a valid integer");
        }
        if (maxTokens(body).getAsLong() < 0) {
            return Optional.of("max_tokens: Input should be greater than or equal to 0");
        }
        JsonNode metadata = body.path("metadata");
        if (isThere(metadata) && !metadata.isObject()) {
            return Optional.of("metadata: Input should be a valid dictionary");
        }
        if (isThere(metadata.path("user_id")) && !metadata.path("user_id").isTextual()) {
            return Optional.of("metadata.user_id: Input should be a valid string");
        }
        if (isThere(body.path("stream")) && !body.path("stream").isBoolean()) {
            return Optional.of("stream: Input should be a valid boolean");
        }
        return Optional.empty();
    }

    private MessageRequest request(JsonNode body, long bytes) {
        for (Feature feature : List.of(
                Feature.MCP_SERVERS,
                Feature.FALLBACKS,
                Feature.SPEED,
                Feature.INFERENCE_GEO,
                Feature.SERVICE_TIER,
                Feature.CONTAINER,
                Feature.BILLING_POLICY)) {
            if (isThere(body.path(feature.policyName().replace('-', '_')))) {
                features.add(feature);
            }
        }
        content(body.path("system"));
        for (JsonNode message : list(body.path("messages"))) {
            content(message.path("content"));
        }
        for (JsonNode tool : list(body.path("tools"))) {
            tool(tool);
        }
        for (JsonNode fallback : list(body.path("fallbacks"))) {
            if (isThere(fallback.path("speed"))) {
                features.add(Feature.SPEED);
            }
        }
        String userId = body.path("metadata").path("user_id").textValue();
        return new MessageRequest(
                body.path("model").textValue(),
                body.path("stream").booleanValue(),
                mostTokens(body),
                Optional.ofNullable(userId),
                fallbacks(body.path("fallbacks")),
                features,
                new InputSize(bytes - mediaBytes, images, documents, mediaBytes),
                thinking(body.path("thinking")));
    }

    private static boolean thinking(JsonNode thinking) {
        JsonNode type = thinking.path("type");
        return thinking.isObject() && !(type.isTextual() && type.textValue().equals("disabled"));
    }

    private void content(JsonNode content) {
        if (content.isObject()) {
            block(content);
        }
        for (JsonNode block : list(content)) {
            block(block);
        }
    }

    private void block(JsonNode block) {
        String type = block.path("type").asText();
        images += type.equals("image") ? 1 : 0;
        JsonNode source = block.path("source");
        String sourceType =
                source.path("type").isTextual() ? source.path("type").textValue() : "";
        documents += type.equals("document") && !List.of("text", "content").contains(sourceType) ? 1 : 0;
        boolean media = type.equals("image") || type.equals("document");
        if (media && sourceType.equals("base64") && source.path("data").isTextual()) {
            mediaBytes += source.path("data").textValue().length();
        }
        if (sourceType.equals("url")) {
            features.add(Feature.URL_SOURCES);
        }
        if (sourceType.equals("file") || type.equals("container_upload")) {
            features.add(Feature.FILE_SOURCES);
        }
        content(block.path("content"));
        content(source.path("content"));
        tool(block.path("tool").path("definition"));
    }

    private void tool(JsonNode tool) {
        JsonNode type = tool.path("type");
        if (!isThere(type)) {
            return;
        }
        String name = type.isTextual() ? type.textValue() : "";
        if (name.equals("mcp_toolset")) {
            features.add(Feature.MCP_SERVERS);
        } else if (!name.matches("custom|(?:bash|text_editor|memory|computer|browser)_.*")) {
            features.add(Feature.SERVER_TOOLS);
        }
    }

    private static Fallbacks fallbacks(JsonNode fallbacks) {
        if (!isThere(fallbacks)) {
            return new Fallbacks.Models(List.of());
        }
        List<String> models = new ArrayList<>();
        for (JsonNode fallback : list(fallbacks)) {
            models.add(
                    fallback.path("model").isTextual() ? fallback.path("model").textValue() : "");
        }
        return fallbacks.isArray() && !models.contains("")
                ? new Fallbacks.Models(models)
                : new Fallbacks.UpstreamsChoice();
    }

    private static OptionalLong mostTokens(JsonNode body) {
        OptionalLong most = maxTokens(body);
        for (JsonNode fallback : list(body.path("fallbacks"))) {
            OptionalLong asked = maxTokens(fallback);
            if (most.isPresent() && asked.isPresent()) {
                most = OptionalLong.of(Math.max(most.getAsLong(), asked.getAsLong()));
            }
        }
        return most;
    }

    private static OptionalLong maxTokens(JsonNode body) {
        JsonNode node = body.path("max_tokens");
        if (!node.isNumber()) {
            return OptionalLong.empty();
        }
        BigDecimal value = node.decimalValue();
        BigDecimal clamped = value.max(BigDecimal.valueOf(Long.MIN_VALUE)).min(BigDecimal.valueOf(Long.MAX_VALUE));
        boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        return whole ? OptionalLong.of(clamped.longValue()) : OptionalLong.empty();
    }

    private static boolean isThere(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static Iterable<JsonNode> list(JsonNode node) {
        return node.isArray() ? node : List.of();
    }
}
