package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Reads the fields on which Weir decides from a request's bytes, in one pass and without a tree.
 *
 * <p>Thread-safe. A fault of the text (gzip, UTF-8, JSON) goes before a fault of a field; see {@link RequestCheck} for
 * the order of the latter. What only the API can check passes.
 */
public final class RequestReader {
    private static final int MAX_DEPTH = 200;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_BUILT = 64 * 1024;

    /**
     * For nearly all bodies: long texts and names are rejected by the parser, which makes {@link #JSON_OF_LONG_TEXTS}
     * read the body. Names of a tool's properties have at most 64 characters. Source: Messages API, tools.
     */
    private static final JsonFactory JSON = factory(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(LONGEST_BUILT)
                    .maxNameLength(LONGEST_NAME))
            .build();

    /** For the other bodies: the parser keeps no names, and long texts are read in pieces. */
    private static final JsonFactory JSON_OF_LONG_TEXTS = factory(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(Integer.MAX_VALUE))
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Validation validation;
    private final long maxBytes;
    private final boolean digests;

    /**
     * Creates a reader.
     *
     * @param validation how much is checked
     * @param maxBytes the largest body that is read, in bytes after inflation
     */
    public RequestReader(Validation validation, long maxBytes) {
        this(validation, maxBytes, false);
    }

    private RequestReader(Validation validation, long maxBytes, boolean digests) {
        this.validation = validation;
        this.maxBytes = maxBytes;
        this.digests = digests;
    }

    /** Returns a reader that also tells conversations apart. */
    public RequestReader digesting() {
        return new RequestReader(validation, maxBytes, true);
    }

    /** Returns what to read into where conversations are told apart. */
    public Optional<ConversationDigest> newDigest() {
        return digests ? Optional.of(new ConversationDigest()) : Optional.empty();
    }

    /**
     * Reads a body to its end, or to its first fault. Never throws for any content of the body, and needs some tens of
     * kilobytes of memory for any body.
     *
     * @param operation decides which fields are required
     * @param body opens the bytes; opened a second time where the first reading met a long text, and closed each time
     * @param room whether there is room for so many inflated bytes in all; used for an encoded body only, as that grows
     */
    public RequestReading read(
            Operation operation, Supplier<InputStream> body, ContentEncoding encoding, LongPredicate room) {
        return read(operation, body, encoding, room, Optional.empty());
    }

    /**
     * Reads a body as {@link #read(Operation, Supplier, ContentEncoding, LongPredicate)} does.
     *
     * @param digest receives the conversation, where it is needed
     */
    public RequestReading read(
            Operation operation,
            Supplier<InputStream> body,
            ContentEncoding encoding,
            LongPredicate room,
            Optional<ConversationDigest> digest) {
        try {
            return open(body, encoding, room, text -> readShortTexts(operation, text, digest));
        } catch (StreamConstraintsException _) {
            return readAgain(body, encoding, room, text -> readLongTexts(operation, text, digest));
        } catch (UnreadableBody unreadable) {
            return unreadable.reading();
        } catch (IOException _) {
            return new RequestReading.Malformed("body: Input could not be read");
        }
    }

    private RequestReading readAgain(
            Supplier<InputStream> body, ContentEncoding encoding, LongPredicate room, TextReading reading) {
        try {
            return open(body, encoding, room, reading);
        } catch (UnreadableBody unreadable) {
            return unreadable.reading();
        } catch (IOException _) {
            return new RequestReading.Malformed("body: Input could not be read");
        }
    }

    private RequestReading open(
            Supplier<InputStream> body, ContentEncoding encoding, LongPredicate room, TextReading reading)
            throws IOException {
        InputStream bytes = body.get();
        try (InputStream text =
                encoding == ContentEncoding.GZIP ? new InflatedBytes(Gunzip.open(bytes), room) : bytes) {
            return reading.read(new BodyLimit(text, maxBytes));
        }
    }

    private RequestReading readShortTexts(Operation operation, BodyLimit text, Optional<ConversationDigest> digest)
            throws IOException {
        try (JsonParser parser = JSON.createParser((InputStream) new Utf8Check(text))) {
            return readJson(operation, parser, new RequestWalk(new JsonCursor(parser), digest), text);
        } catch (StreamConstraintsException tooLong) {
            throw tooLong;
        } catch (JacksonException invalid) {
            return invalidAt("byte", invalid.getLocation().getByteOffset());
        }
    }

    private RequestReading readLongTexts(Operation operation, BodyLimit text, Optional<ConversationDigest> digest)
            throws IOException {
        LongTexts source = new LongTexts(withoutMark(new InputStreamReader(new Utf8Check(text), UTF_8)));
        try (JsonParser parser = JSON_OF_LONG_TEXTS.createParser(source)) {
            try {
                return readJson(operation, parser, new RequestWalk(new JsonCursor(parser, source), digest), text);
            } catch (StreamConstraintsException _) {
                return new RequestReading.Malformed(overLimit(parser));
            } catch (JacksonException invalid) {
                return invalidAt("character", invalid.getLocation().getCharOffset() + source.outside());
            }
        }
    }

    /** Returns the characters without a leading byte order mark; for bytes the parser removes it itself. */
    private static Reader withoutMark(Reader reader) throws IOException {
        PushbackReader characters = new PushbackReader(reader);
        int first = characters.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            characters.unread(first);
        }
        return characters;
    }

    private RequestReading readJson(Operation operation, JsonParser parser, RequestWalk walk, BodyLimit limit)
            throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            String fault = first == null ? "Field required" : "Input should be a valid dictionary";
            return new RequestReading.Malformed("body: " + fault);
        }
        walk.walk();
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more than one value", parser.currentTokenLocation());
        }
        return check(operation, walk, limit.count());
    }

    private RequestReading check(Operation operation, RequestWalk walk, long bodyBytes) {
        Optional<String> fault = new RequestCheck(walk).firstFault(operation, validation);
        return fault.<RequestReading>map(RequestReading.Malformed::new)
                .orElseGet(() -> new RequestReading.Valid(walk.request(bodyBytes)));
    }

    private static RequestReading invalidAt(String unit, long position) {
        return new RequestReading.Malformed("body: Invalid JSON at " + unit + " " + position);
    }

    private static String overLimit(JsonParser parser) {
        return parser.getParsingContext().getNestingDepth() >= MAX_DEPTH
                ? "body: JSON nested deeper than " + MAX_DEPTH + " levels"
                : "body: JSON with a number over 1,000 or a name over 50,000 characters";
    }

    /** Reads the text of a body. */
    private interface TextReading {
        RequestReading read(BodyLimit text) throws IOException;
    }

    private static JsonFactoryBuilder factory(StreamReadConstraints.Builder bounds) {
        JsonFactoryBuilder factory = new JsonFactoryBuilder();
        factory.streamReadConstraints(bounds.build());
        factory.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
        factory.disable(StreamReadFeature.AUTO_CLOSE_SOURCE);
        factory.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        return factory;
    }
}
