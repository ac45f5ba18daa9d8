package dev.weir.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The content of an error body: the envelope of an error response, or the data of an {@code error} event.
 *
 * <p>Source: Messages API, errors: {@code {"type":"error","error":{"type","message","details":{"error_code"}}}}. The
 * message is content of the upstream: it is for the one rule that has only the wording to go by, and never for a log.
 *
 * @param type {@code error.type}; empty where the body is no such envelope
 * @param code {@code error.details.error_code}
 * @param message {@code error.message}; empty where there is none
 */
public record ErrorFacts(String type, Optional<String> code, String message) {
    /** The content of a body that is no error envelope. */
    public static final ErrorFacts NONE = new ErrorFacts("", Optional.empty(), "");

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads {@code length} bytes; never throws: what is no error envelope is {@link #NONE}. */
    public static ErrorFacts read(byte[] body, int length) {
        try (JsonParser parser = JSON.createParser(body, 0, length)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? envelope(new JsonCursor(parser)) : NONE;
        } catch (IOException _) {
            return NONE;
        }
    }

    /** Returns whether the body was an error envelope. */
    public boolean isEnvelope() {
        return !type.isEmpty();
    }

    private static ErrorFacts envelope(JsonCursor cursor) throws IOException {
        ErrorFacts found = NONE;
        while (cursor.nextMember()) {
            if (cursor.name().equals("error") && cursor.kind() == JsonKind.OBJECT) {
                found = error(cursor);
            } else {
                cursor.skip();
            }
        }
        return found;
    }

    private static ErrorFacts error(JsonCursor cursor) throws IOException {
        String type = "";
        String message = "";
        Optional<String> code = Optional.empty();
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "type" -> type = cursor.textOrSkip();
                case "message" -> message = cursor.textOrSkip();
                case "details" -> code = code(cursor);
                default -> cursor.skip();
            }
        }
        return new ErrorFacts(type, code, message);
    }

    private static Optional<String> code(JsonCursor cursor) throws IOException {
        Optional<String> code = Optional.empty();
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return code;
        }
        while (cursor.nextMember()) {
            if (cursor.name().equals("error_code")) {
                code = cursor.textOr(code);
            } else {
                cursor.skip();
            }
        }
        return code;
    }
}
