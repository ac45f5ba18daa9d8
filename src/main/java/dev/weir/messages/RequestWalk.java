package dev.weir.messages;

import dev.weir.messages.MessageRequest.Fallbacks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Collects the fields on which Weir decides from one body; checks nothing. */
final class RequestWalk {
    private static final int MODEL = 1;
    private static final int SPEED = 2;
    private static final int USER_ID = 4;
    private static final int MAX_TOKENS = 8;
    private static final int THINKING_TYPE = 16;

    /** Characters of the longest name of a model; Anthropic's have fewer than 50. */
    static final int LONGEST_MODEL = 256;

    /** Models that {@code fallbacks} may name. */
    static final int MOST_FALLBACKS = 16;

    private final JsonCursor cursor;
    private final Optional<ConversationDigest> digest;
    private final ContentWalk content;
    private final Map<TopField, JsonKind> kinds = new EnumMap<>(TopField.class);
    private String model = "";
    private boolean stream;
    private OptionalLong maxTokens = OptionalLong.empty();
    private long fallbackTokens;
    private boolean thinking;
    private JsonKind userIdKind = JsonKind.ABSENT;
    private Optional<String> userId = Optional.empty();
    private Fallbacks fallbacks = new Fallbacks.Models(List.of());
    private int fallbackCount;
    private boolean longFallback;

    RequestWalk(JsonCursor cursor, Optional<ConversationDigest> digest) {
        this.cursor = cursor;
        this.digest = digest;
        this.content = new ContentWalk(cursor);
    }

    /** Walks the object that the cursor has just entered, to its end. */
    void walk() throws IOException {
        while (cursor.nextMember()) {
            Optional<TopField> field = TopField.of(cursor.name());
            if (field.isPresent()) {
                read(field.get());
            } else {
                cursor.skip();
            }
        }
    }

    /** Returns the kind of a field's value. */
    JsonKind kind(TopField field) {
        return kinds.getOrDefault(field, JsonKind.ABSENT);
    }

    /** Returns the kind of the value of {@code metadata.user_id}. */
    JsonKind userIdKind() {
        return userIdKind;
    }

    /** Returns whether the name of the model is longer than {@link #LONGEST_MODEL}. */
    boolean hasLongModel() {
        return model.length() > LONGEST_MODEL;
    }

    /** Returns whether a fallback names a model longer than {@link #LONGEST_MODEL}. */
    boolean hasLongFallback() {
        return longFallback;
    }

    /** Returns whether there are more than {@link #MOST_FALLBACKS}. */
    boolean hasTooManyFallbacks() {
        return fallbackCount > MOST_FALLBACKS;
    }

    /** Returns {@code max_tokens} where it is a whole number. */
    OptionalLong maxTokens() {
        return maxTokens;
    }

    /** Returns the path of the first name that was given twice. */
    Optional<String> repeated() {
        return cursor.repeated();
    }

    /** Returns the request of a body of this many bytes; only meaningful where there is no fault. */
    MessageRequest request(long bodyBytes) {
        return new MessageRequest(
                model, stream, mostTokens(), userId, fallbacks, content.features(), content.size(bodyBytes), thinking);
    }

    private OptionalLong mostTokens() {
        return maxTokens.isPresent()
                ? OptionalLong.of(Math.max(maxTokens.getAsLong(), fallbackTokens))
                : OptionalLong.empty();
    }

    private void read(TopField field) throws IOException {
        JsonKind kind = cursor.kind();
        if (kinds.put(field, kind) != null) {
            cursor.noteRepeated();
        }
        if (kind.isPresent()) {
            field.feature().ifPresent(content.features()::add);
        }
        switch (field) {
            case MODEL -> model = cursor.textOrSkip();
            case STREAM -> readStream();
            case MAX_TOKENS -> maxTokens = readWholeNumber();
            case METADATA -> readMetadata();
            case THINKING -> thinking = readThinking();
            case FALLBACKS -> fallbacks = readFallbacks();
            case MESSAGES -> digested(content::messages, ConversationDigest::firstMessage);
            case SYSTEM -> digested(content::content, ConversationDigest::system);
            case TOOLS -> digested(content::tools, ConversationDigest::tools);
            case MCP_SERVERS, SPEED, INFERENCE_GEO, SERVICE_TIER, CONTAINER, BILLING_POLICY -> cursor.skip();
        }
    }

    private void digested(Part part, BiConsumer<ConversationDigest, Hash64> to) throws IOException {
        if (digest.isEmpty()) {
            part.walk();
            return;
        }
        Hash64 values = new Hash64();
        cursor.beginDigest(values);
        part.walk();
        cursor.endDigest();
        to.accept(digest.get(), values);
    }

    /** The walk over one field. */
    private interface Part {
        void walk() throws IOException;
    }

    private void readStream() throws IOException {
        stream = cursor.isTrue();
        cursor.skip();
    }

    private OptionalLong readWholeNumber() throws IOException {
        if (cursor.kind() == JsonKind.NUMBER) {
            return WholeNumber.parse(cursor.text());
        }
        cursor.skip();
        return OptionalLong.empty();
    }

    private void readMetadata() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        int seen = 0;
        while (cursor.nextMember()) {
            if (cursor.name().equals("user_id")) {
                seen = cursor.once(seen, USER_ID);
                readUserId();
            } else {
                cursor.skip();
            }
        }
    }

    private void readUserId() throws IOException {
        userIdKind = cursor.kind();
        if (userIdKind == JsonKind.TEXT) {
            userId = Optional.of(cursor.textOrDigest());
        } else {
            cursor.skip();
        }
    }

    /** Any form but {@code disabled} enables it, known or not. Source: Messages API, {@code thinking}. */
    private boolean readThinking() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return false;
        }
        boolean isAsked = true;
        int seen = 0;
        while (cursor.nextMember()) {
            if (cursor.name().equals("type")) {
                seen = cursor.once(seen, THINKING_TYPE);
                isAsked = !cursor.textOrSkip().equals("disabled");
            } else {
                cursor.skip();
            }
        }
        return isAsked;
    }

    private Fallbacks readFallbacks() throws IOException {
        return switch (cursor.kind()) {
            case ABSENT, NULL -> new Fallbacks.Models(List.of());
            case LIST -> readFallbackList();
            case BOOLEAN, NUMBER, TEXT, OBJECT -> {
                cursor.skip();
                yield new Fallbacks.UpstreamsChoice();
            }
        };
    }

    private Fallbacks readFallbackList() throws IOException {
        List<String> models = new ArrayList<>();
        boolean allNamed = true;
        while (cursor.nextElement()) {
            Optional<String> named = readFallback();
            fallbackCount++;
            if (fallbackCount <= MOST_FALLBACKS) {
                named.ifPresent(models::add);
            }
            allNamed &= named.isPresent();
        }
        return allNamed ? new Fallbacks.Models(models) : new Fallbacks.UpstreamsChoice();
    }

    private Optional<String> readFallback() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return Optional.empty();
        }
        Optional<String> named = Optional.empty();
        int seen = 0;
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "model" -> {
                    seen = cursor.once(seen, MODEL);
                    named = Optional.of(cursor.textOrSkip()).filter(text -> !text.isEmpty());
                    longFallback |= named.orElse("").length() > LONGEST_MODEL;
                }
                case "speed" -> {
                    seen = cursor.once(seen, SPEED);
                    readFallbackSpeed();
                }
                case "max_tokens" -> {
                    seen = cursor.once(seen, MAX_TOKENS);
                    fallbackTokens = Math.max(fallbackTokens, readWholeNumber().orElse(0));
                }
                default -> cursor.skip();
            }
        }
        return named;
    }

    private void readFallbackSpeed() throws IOException {
        if (cursor.kind().isPresent()) {
            content.features().add(Feature.SPEED);
        }
        cursor.skip();
    }
}
