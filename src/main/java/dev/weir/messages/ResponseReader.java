package dev.weir.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Collects the facts of one response, event by event or member by member.
 *
 * <p>Usage is cumulative: the last value wins, nothing is added; a count that is absent, null or invalid keeps its
 * earlier value. A usage without any input or output count is absent. Data that is not JSON is ignored whole. Not
 * thread-safe; one per response. Source: Messages API, {@code usage}, {@code message_start} and {@code message_delta}.
 */
public final class ResponseReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private ResponseState state = new ResponseState();
    private boolean isFinal;

    /** Creates a reader. */
    public ResponseReader() {}

    /** Reads the data of a {@code message_start} event. */
    public void messageStart(byte[] data, int offset, int length) {
        read(data, offset, length, ResponseReader::startEvent);
    }

    /**
     * Reads the data of a {@code message_delta} event, and returns whether it has an output count.
     *
     * <p>Iterations that only {@code message_start} had are not those of the whole response, and are dropped then.
     */
    public boolean messageDelta(byte[] data, int offset, int length) {
        boolean countedBefore = state.outputCounted;
        List<Usage.Iteration> fromStart = state.iterations;
        state.outputCounted = false;
        state.iterations = isFinal ? fromStart : List.of();
        read(data, offset, length, ResponseReader::deltaEvent);
        boolean isCounted = state.outputCounted;
        state.outputCounted |= countedBefore;
        isFinal |= isCounted;
        if (!isFinal) {
            state.iterations = fromStart;
        }
        return isCounted;
    }

    /** Notes a block of content. */
    public void contentBlock() {
        state.hasContent = true;
    }

    /** Returns whether any usage had an output count. */
    public boolean hasOutputCount() {
        return state.outputCounted;
    }

    /** Returns whether the response has that {@code type}. */
    public boolean isOfType(String type) {
        return state.type.filter(type::equals).isPresent();
    }

    /** Reads a Message, or an object of any of its members. */
    public void message(byte[] json, int offset, int length) {
        read(json, offset, length, ResponseReader::messageObject);
    }

    /** Reads the value of one top-level member of a Message; other members than facts are ignored. */
    public void member(String name, byte[] value, int offset, int length) {
        read(value, offset, length, (cursor, next) -> messageMember(name, cursor, next));
    }

    /**
     * Returns all facts received so far.
     *
     * @param provenance how reliable the counts are, which only the caller knows; without any count it is {@code
     *     ESTIMATED}
     * @param outputFloor an estimate of the relayed text's tokens
     */
    public ResponseFacts facts(Provenance provenance, long outputFloor) {
        return state.facts(provenance, outputFloor);
    }

    private void read(byte[] data, int offset, int length, ValueReader reader) {
        ResponseState next = state.copy();
        try (JsonParser parser = JSON.createParser(data, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            reader.read(new JsonCursor(parser), next);
            if (parser.nextToken() == null) {
                state = next;
            }
        } catch (IOException _) { // not JSON: the copy is dropped
            return;
        }
    }

    private static void startEvent(JsonCursor cursor, ResponseState next) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.name().equals("message")) {
                messageObject(cursor, next);
            } else {
                cursor.skip();
            }
        }
    }

    private static void deltaEvent(JsonCursor cursor, ResponseState next) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "delta" -> delta(cursor, next);
                case "usage" -> UsageWalk.usage(cursor, next);
                default -> cursor.skip();
            }
        }
    }

    private static void delta(JsonCursor cursor, ResponseState next) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.name().equals("stop_reason")) {
                next.stopReason = cursor.textOr(next.stopReason);
            } else {
                cursor.skip();
            }
        }
    }

    private static void messageObject(JsonCursor cursor, ResponseState next) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            messageMember(cursor.name(), cursor, next);
        }
    }

    private static void messageMember(String name, JsonCursor cursor, ResponseState next) throws IOException {
        switch (name) {
            case "type" -> next.type = cursor.textOr(next.type);
            case "content" -> next.hasContent |= hasElements(cursor);
            case "id" -> next.messageId = cursor.textOr(next.messageId);
            case "model" -> next.model = cursor.textOr(next.model);
            case "stop_reason" -> next.stopReason = cursor.textOr(next.stopReason);
            case "usage" -> UsageWalk.usage(cursor, next);
            case "diagnostics" -> diagnostics(cursor, next);
            default -> cursor.skip();
        }
    }

    /** Source: Messages API, {@code diagnostics.cache_miss_reason}, an object with a {@code type}; null for no miss. */
    private static void diagnostics(JsonCursor cursor, ResponseState next) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.name().equals("cache_miss_reason") && cursor.kind() == JsonKind.OBJECT) {
                cacheMissReason(cursor, next);
            } else {
                cursor.skip();
            }
        }
    }

    private static void cacheMissReason(JsonCursor cursor, ResponseState next) throws IOException {
        while (cursor.nextMember()) {
            if (cursor.name().equals("type")) {
                next.cacheMissReason = cursor.textOr(next.cacheMissReason);
            } else {
                cursor.skip();
            }
        }
    }

    private static boolean hasElements(JsonCursor cursor) throws IOException {
        if (cursor.kind() != JsonKind.LIST) {
            cursor.skip();
            return false;
        }
        boolean any = false;
        while (cursor.nextElement()) {
            any = true;
            cursor.skip();
        }
        return any;
    }

    /** Reads one value of a response into a state. */
    private interface ValueReader {
        void read(JsonCursor cursor, ResponseState next) throws IOException;
    }
}
