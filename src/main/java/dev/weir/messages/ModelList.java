package dev.weir.messages;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The models that an upstream lists, in its order, each with the upstream's whole entry.
 *
 * <p>Source: Messages API, {@code GET /v1/models}: {@code data}, {@code has_more}, {@code first_id}, {@code last_id}.
 */
public record ModelList(List<ListedModel> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ModelList {
        entries = List.copyOf(entries);
    }

    /** One model; {@code json} is the upstream's whole entry. */
    public record ListedModel(String id, JsonNode json) {}

    /**
     * One page as an upstream sent it.
     *
     * @param lastId where the next page begins; absent where there is none
     */
    public record Page(List<ListedModel> entries, Optional<String> lastId) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The requested part of the list.
     *
     * @param limit at most so many entries
     */
    public record Cursor(int limit, Optional<String> afterId, Optional<String> beforeId) {}

    /** Reads one page; empty where the bytes are not a page. */
    public static Optional<Page> readPage(byte[] body) {
        try {
            JsonNode page = JSON.readTree(body);
            if (!page.path("data").isArray()) {
                return Optional.empty();
            }
            List<ListedModel> entries = new ArrayList<>();
            page.path("data")
                    .forEach(model ->
                            entries.add(new ListedModel(model.path("id").asText(), model)));
            boolean more =
                    page.path("has_more").asBoolean() && page.path("last_id").isTextual();
            return Optional.of(
                    new Page(entries, more ? Optional.of(page.path("last_id").asText()) : Optional.empty()));
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be read", e);
        }
    }

    /** Returns the models that {@code allowed} accepts. */
    public ModelList filter(Predicate<String> allowed) {
        return new ModelList(
                entries.stream().filter(entry -> allowed.test(entry.id())).toList());
    }

    /** Returns one page as JSON; a cursor that names no entry is ignored, and {@code after_id} goes first. */
    public byte[] page(Cursor cursor) {
        OptionalInt after = position(cursor.afterId());
        OptionalInt before = after.isPresent() ? OptionalInt.empty() : position(cursor.beforeId());
        int from = after.isPresent() ? after.getAsInt() + 1 : Math.max(0, before.orElse(0) - cursor.limit());
        int to = before.isPresent() ? before.getAsInt() : Math.min(entries.size(), from + cursor.limit());
        boolean more = before.isPresent() ? from > 0 : to < entries.size();
        return json(entries.subList(from, to), more);
    }

    private OptionalInt position(Optional<String> id) {
        return id.map(wanted -> IntStream.range(0, entries.size())
                        .filter(at -> entries.get(at).id().equals(wanted))
                        .findFirst())
                .orElse(OptionalInt.empty());
    }

    private static byte[] json(List<ListedModel> page, boolean more) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory(JSON).createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (ListedModel entry : page) {
                json.writeTree(entry.json());
            }
            json.writeEndArray();
            json.writeBooleanField("has_more", more);
            json.writeObjectField(
                    "first_id", page.isEmpty() ? null : page.getFirst().id());
            json.writeObjectField(
                    "last_id", page.isEmpty() ? null : page.getLast().id());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be written", e);
        }
        return out.toByteArray();
    }
}
