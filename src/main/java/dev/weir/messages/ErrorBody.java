package dev.weir.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes the API's error envelope, always on one line. Source: Messages API, errors and mid-stream errors. */
public final class ErrorBody {
    private static final JsonFactory JSON = new JsonFactory();

    private ErrorBody() {}

    /** Returns the body of an error response, UTF-8; a lone surrogate in a text becomes a question mark. */
    public static byte[] json(ErrorType type, String message, String requestId) {
        return line(type, message, requestId).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a whole {@code error} event of an event stream, UTF-8, with the blank line that ends it. */
    public static byte[] event(ErrorType type, String message, String requestId) {
        String event = "event: error\ndata: " + line(type, message, requestId) + "\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns an {@code error} event with an error body of the upstream as its data: JSON, of one line or several. */
    public static byte[] event(byte[] body) {
        // A line break can stand only between two tokens of JSON, where a blank does as well
        String data =
                new String(body, StandardCharsets.UTF_8).replace('\r', ' ').replace('\n', ' ');
        return ("event: error\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String line(ErrorType type, String message, String requestId) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "error");
            json.writeObjectFieldStart("error");
            json.writeStringField("type", type.wireName());
            json.writeStringField("message", message);
            json.writeEndObject();
            json.writeStringField("request_id", requestId);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
