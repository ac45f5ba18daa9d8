package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The result of decoding the bytes of a body. */
sealed interface BodyDecoding {
    /** A JSON object. */
    record Decoded(JsonNode body) implements BodyDecoding {}

    /** Bytes that the API rejects. */
    record Undecodable(ApiError error) implements BodyDecoding {}

    /** Inflates where the encoding says so, and parses. Source: Messages API, request headers. */
    static BodyDecoding of(byte[] bytes, Optional<String> encoding) {
        return switch (encoding.orElse("identity")) {
            case "identity" -> parse(bytes);
            case "gzip" -> inflate(bytes);
            default ->
                reject("The request body's content encoding is not supported.", "request_body_encoding_unsupported");
        };
    }

    private static BodyDecoding inflate(byte[] bytes) {
        try (GZIPInputStream inflating = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] inflated = inflating.readNBytes(BodyCollection.MOST_BYTES + 1);
            return inflated.length > BodyCollection.MOST_BYTES
                    ? new Undecodable(ApiError.of(413, "request_too_large", "Request exceeds the maximum size")
                            .withCode("request_body_too_large_after_decoding"))
                    : parse(inflated);
        } catch (IOException _) {
            return reject("The request body is not valid gzip.", "request_body_encoding_invalid");
        }
    }

    private static BodyDecoding parse(byte[] bytes) {
        Optional<JsonNode> tree = Json.read(bytes);
        if (tree.isEmpty()) {
            return new Undecodable(ApiError.invalid("The request body is not valid JSON"));
        }
        return tree.get().isObject()
                ? new Decoded(tree.get())
                : new Undecodable(
                        ApiError.invalid("Input should be a valid dictionary or object to extract fields from"));
    }

    private static BodyDecoding reject(String message, String code) {
        return new Undecodable(ApiError.invalid(message).withCode(code));
    }
}
