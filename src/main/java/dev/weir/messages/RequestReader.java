package dev.weir.messages;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads the fields on which Weir decides from a request's bytes, in one pass and without a tree.
 *
 * <p>Thread-safe. A fault of the text (gzip, UTF-8, JSON) goes before a fault of a field; see {@link RequestCheck} for
 * the order of the latter. What only the API can check passes.
 */
public final class RequestReader {
    private static final int MAX_DEPTH = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Validation validation;
    private final long maxBytes;

    /**
     * Creates a reader.
     *
     * @param validation how much is checked
     * @param maxBytes the largest body that is read, in bytes after inflation
     */
    public RequestReader(Validation validation, long maxBytes) {
        this.validation = validation;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads a body to its end, or to its first fault, and closes it. Never throws for what the body holds.
     *
     * @param operation decides which fields are required
     */
    public RequestReading read(Operation operation, InputStream body, ContentEncoding encoding) {
        return read(operation, body, encoding, Optional.empty());
    }

    /**
     * Reads a body as {@link #read(Operation, InputStream, ContentEncoding)} does.
     *
     * @param digest is told of the conversation, where it matters
     */
    public RequestReading read(
            Operation operation, InputStream body, ContentEncoding encoding, Optional<ConversationDigest> digest) {
        try (InputStream text = encoding == ContentEncoding.GZIP ? Gunzip.open(body) : body) {
            return readText(operation, text, digest);
        } catch (UnreadableBody unreadable) {
            return unreadable.reading();
        } catch (IOException _) {
            return new RequestReading.Malformed("body: Input could not be read");
        }
    }

    private RequestReading readText(Operation operation, InputStream text, Optional<ConversationDigest> digest)
            throws IOException {
        BodyLimit limit = new BodyLimit(text, maxBytes);
        try (JsonParser parser = JSON.createParser((InputStream) new Utf8Check(limit))) {
            return readJson(operation, parser, limit, digest);
        }
    }

    private RequestReading readJson(
            Operation operation, JsonParser parser, BodyLimit limit, Optional<ConversationDigest> digest)
            throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                String fault = first == null ? "Field required" : "Input should be a valid dictionary";
                return new RequestReading.Malformed("body: " + fault);
            }
            RequestWalk walk = new RequestWalk(new JsonCursor(parser), digest);
            walk.walk();
            if (parser.nextToken() != null) {
                return new RequestReading.Malformed(invalidAt(parser.currentTokenLocation()));
            }
            return check(operation, walk, limit.count());
        } catch (StreamConstraintsException _) {
            return new RequestReading.Malformed(overLimit(parser));
        } catch (JacksonException invalid) {
            return new RequestReading.Malformed(invalidAt(invalid.getLocation()));
        }
    }

    private RequestReading check(Operation operation, RequestWalk walk, long bodyBytes) {
        Optional<String> fault = new RequestCheck(walk).firstFault(operation, validation);
        return fault.<RequestReading>map(RequestReading.Malformed::new)
                .orElseGet(() -> new RequestReading.Valid(walk.request(bodyBytes)));
    }

    private static String invalidAt(JsonLocation location) {
        return "body: Invalid JSON at byte " + location.getByteOffset();
    }

    private static String overLimit(JsonParser parser) {
        return parser.getParsingContext().getNestingDepth() >= MAX_DEPTH
                ? "body: JSON nested deeper than " + MAX_DEPTH + " levels"
                : "body: JSON with a number over 1,000 or a name over 50,000 characters";
    }
}
