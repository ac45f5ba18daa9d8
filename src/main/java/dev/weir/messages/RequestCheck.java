package dev.weir.messages;

import java.util.Optional;

/**
 * Finds the first fault of a request in a fixed order: a repeated name, then {@code model}, {@code messages}, {@code
 * max_tokens}, {@code metadata}, {@code stream}, {@code fallbacks}.
 *
 * <p>The messages are worded like the API's, path first.
 */
final class RequestCheck {
    private final RequestWalk walk;

    RequestCheck(RequestWalk walk) {
        this.walk = walk;
    }

    /** Returns the message for the first fault. */
    Optional<String> firstFault(Operation operation, Validation validation) {
        return switch (validation) {
            case REQUIRED ->
                repeated()
                        .or(this::model)
                        .or(this::messages)
                        .or(() -> operation == Operation.MESSAGES ? maxTokens() : Optional.empty())
                        .or(this::metadata)
                        .or(this::userId)
                        .or(this::stream)
                        .or(this::fallbacks);
            case MINIMAL -> repeated().or(this::model).or(this::stream).or(this::fallbacks);
        };
    }

    private Optional<String> repeated() {
        return walk.repeated().map(path -> path + ": Field given more than once");
    }

    private Optional<String> model() {
        return required(TopField.MODEL, JsonKind.TEXT, "string")
                .or(() -> walk.hasLongModel() ? Optional.of(tooLong("model")) : Optional.empty());
    }

    private Optional<String> fallbacks() {
        if (walk.hasTooManyFallbacks()) {
            return Optional.of("fallbacks: List should have at most " + RequestWalk.MOST_FALLBACKS + " items");
        }
        return walk.hasLongFallback() ? Optional.of(tooLong("fallbacks.model")) : Optional.empty();
    }

    private Optional<String> messages() {
        return required(TopField.MESSAGES, JsonKind.LIST, "list");
    }

    private Optional<String> maxTokens() {
        if (walk.kind(TopField.MAX_TOKENS) == JsonKind.ABSENT) {
            return Optional.of("max_tokens: Field required");
        }
        if (walk.maxTokens().isEmpty()) {
            return Optional.of("max_tokens: Input should be a valid integer");
        }
        return walk.maxTokens().getAsLong() < 0
                ? Optional.of("max_tokens: Input should be greater than or equal to 0")
                : Optional.empty();
    }

    private Optional<String> metadata() {
        return optional("metadata", walk.kind(TopField.METADATA), JsonKind.OBJECT, "dictionary");
    }

    private Optional<String> userId() {
        return optional("metadata.user_id", walk.userIdKind(), JsonKind.TEXT, "string");
    }

    private Optional<String> stream() {
        return optional("stream", walk.kind(TopField.STREAM), JsonKind.BOOLEAN, "boolean");
    }

    private Optional<String> required(TopField field, JsonKind expected, String noun) {
        JsonKind kind = walk.kind(field);
        if (kind == JsonKind.ABSENT) {
            return Optional.of(field.wireName() + ": Field required");
        }
        return kind == expected ? Optional.empty() : Optional.of(shouldBe(field.wireName(), noun));
    }

    private static Optional<String> optional(String path, JsonKind kind, JsonKind expected, String noun) {
        return !kind.isPresent() || kind == expected ? Optional.empty() : Optional.of(shouldBe(path, noun));
    }

    private static String tooLong(String path) {
        return path + ": String should have at most " + RequestWalk.LONGEST_MODEL + " characters";
    }

    private static String shouldBe(String path, String noun) {
        return path + ": Input should be a valid " + noun;
    }
}
