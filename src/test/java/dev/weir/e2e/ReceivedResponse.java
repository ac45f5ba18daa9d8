package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A response as a client saw it.
 *
 * @param whole whether the body ended as HTTP wants it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReceivedResponse(MessageHead head, byte[] body, boolean whole) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the same; where it is an error of the gateway's own, it must have no text of a client. */
    ReceivedResponse watched() {
        if (isErrorOfTheGateway()) {
            Canaries.watch("error response", text());
        }
        return this;
    }

    /** Returns whether the gateway made it, and it is an error. */
    boolean isErrorOfTheGateway() {
        return status() >= 400 && header("x-weir-source").equals(Optional.of("gateway"));
    }

    int status() {
        return Integer.parseInt(head.startLine().split(" ", -1)[1]);
    }

    Optional<String> header(String name) {
        return head.one(name);
    }

    String text() {
        return new String(body, UTF_8);
    }

    JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException broken) {
            throw new AssertionError("no JSON: " + text(), broken);
        }
    }

    /** Returns status and error type, for example {@code 529 overloaded_error}. */
    String fault() {
        return status() + " " + json().path("error").path("type").asText();
    }

    String message() {
        return json().path("error").path("message").asText();
    }

    String weirId() {
        return header("x-weir-request-id").orElseThrow();
    }
}
