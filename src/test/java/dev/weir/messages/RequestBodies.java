package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.messages.RequestReading.Valid;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;

/** Request bodies written in a test, and readers for them. */
final class RequestBodies {
    static final long MAX_BYTES = 1 << 20;
    static final RequestReader STRICT = new RequestReader(Validation.REQUIRED, MAX_BYTES);
    private static final RequestReader MINIMAL = new RequestReader(Validation.MINIMAL, MAX_BYTES);

    private RequestBodies() {}

    /** Reads a body with {@link Validation#REQUIRED}. */
    static RequestReading strict(String body) {
        return STRICT.read(Operation.MESSAGES, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);
    }

    /** Reads a body with {@link Validation#MINIMAL}. */
    static RequestReading minimal(String body) {
        return MINIMAL.read(Operation.MESSAGES, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);
    }

    /** Returns the request of a valid body; fails for any other. */
    static MessageRequest request(RequestReading reading) {
        if (reading instanceof Valid(MessageRequest request)) {
            return request;
        }
        throw new AssertionError("not valid: " + reading);
    }

    /** A valid body with one member replaced. */
    static String body(String name, String value) {
        return List.of("model", "messages", "max_tokens").stream()
                .map(each -> "\"" + each + "\":" + (each.equals(name) ? value : good(each)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String good(String name) {
        return switch (name) {
            case "model" -> "\"a\"";
            case "messages" -> "[]";
            default -> "1";
        };
    }

    /** A valid body with further members. */
    static String with(String members) {
        return "{\"model\":\"a\",\"messages\":[],\"max_tokens\":1," + members + "}";
    }

    static InputStream bytes(String body) {
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }
}
