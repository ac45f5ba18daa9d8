package dev.weir.messages;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Moves over one JSON text member by member and skips values that are not needed.
 *
 * <p>Between method calls it stands on a value. A value that is not read must be left with {@link #skip()}.
 */
final class JsonCursor {
    private static final String CACHE_CONTROL = "cache_control";

    /** Characters of the longest text that is returned whole. */
    static final int LONGEST_TEXT = 4096;

    private final JsonParser parser;
    private final Optional<LongTexts> longTexts;
    private Optional<String> repeated = Optional.empty();
    private String name = "";
    private boolean ahead;
    private Optional<Hash64> digest = Optional.empty();

    JsonCursor(JsonParser parser) {
        this.parser = parser;
        this.longTexts = Optional.empty();
    }

    /** A cursor for texts of any length: {@code parser} reads from {@code longTexts}. */
    JsonCursor(JsonParser parser, LongTexts longTexts) {
        this.parser = parser;
        this.longTexts = Optional.of(longTexts);
    }

    /**
     * Moves to the value of the next member of the object it stands in; false, and out of the object, after the last.
     */
    boolean nextMember() throws IOException {
        JsonToken token = ahead ? parser.currentToken() : parser.nextToken();
        ahead = false;
        if (token != JsonToken.FIELD_NAME) {
            return false;
        }
        name = parser.currentName();
        parser.nextToken();
        return true;
    }

    /** Moves to the next element of the list it stands in; false, and out of the list, after the last. */
    boolean nextElement() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /** Returns the name of the member it stands on. */
    String name() {
        return name;
    }

    /** Returns the kind of the value it stands on. */
    JsonKind kind() {
        return JsonKind.of(parser.currentToken());
    }

    /** Returns whether the value it stands on is the literal {@code true}. */
    boolean isTrue() {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Returns a text (of a long one the first {@link #LONGEST_TEXT} characters), or a number as it is spelt. */
    String text() throws IOException {
        if (longTexts.isEmpty() || kind() != JsonKind.TEXT) {
            return parser.getText();
        }
        StringBuilder text = new StringBuilder();
        longTexts
                .get()
                .read(parser, piece -> text.append(piece, 0, Math.min(piece.length(), LONGEST_TEXT - text.length())));
        return text.toString();
    }

    /** Returns a text; one above {@link #LONGEST_TEXT} characters is reduced as {@link BoundedText} does. */
    String textOrDigest() throws IOException {
        if (longTexts.isEmpty()) {
            String text = parser.getText();
            return text.length() > LONGEST_TEXT ? BoundedText.of(text) : text;
        }
        StringBuilder text = new StringBuilder();
        BoundedText bounded = new BoundedText();
        longTexts.get().read(parser, piece -> {
            bounded.add(piece);
            text.append(piece, 0, Math.min(piece.length(), LONGEST_TEXT + 1 - text.length()));
        });
        return text.length() > LONGEST_TEXT ? bounded.text() : text.toString();
    }

    /** Returns the text it stands on; skips a value of another kind and returns the empty text. */
    String textOrSkip() throws IOException {
        if (kind() == JsonKind.TEXT) {
            return text();
        }
        skip();
        return "";
    }

    /** Returns the text it stands on; skips a value of another kind and returns {@code before}. */
    Optional<String> textOr(Optional<String> before) throws IOException {
        if (kind() == JsonKind.TEXT) {
            return Optional.of(text());
        }
        skip();
        return before;
    }

    /** Leaves the value it stands on. */
    void skip() throws IOException {
        if (digest.isPresent()) {
            digest(digest.get());
        } else {
            parser.skipChildren();
        }
    }

    /** Digests the values that are skipped from now on, but those of cache breakpoints. */
    void beginDigest(Hash64 into) {
        digest = Optional.of(into);
    }

    void endDigest() {
        digest = Optional.empty();
    }

    /**
     * Leaves a text that is a member's value, and returns its bytes as encoded, without building it.
     *
     * <p>White space between the text and what follows it counts as part of it.
     */
    long skipMeasured() throws IOException {
        long start = position();
        JsonToken next = parser.nextToken();
        ahead = true;
        long length = position() - start - (next == JsonToken.FIELD_NAME ? 3 : 2);
        digest.ifPresent(into -> into.mark((int) length));
        return length;
    }

    /**
     * Records a name whose value Weir reads, and returns {@code seen} with its bit.
     *
     * <p>A repeated name in one object is a fault, because the upstream might use the other value.
     */
    int once(int seen, int bit) {
        if ((seen & bit) != 0) {
            noteRepeated();
        }
        return seen | bit;
    }

    /** Records that the name it stands on was given before in the same object. */
    void noteRepeated() {
        if (repeated.isEmpty()) {
            String pointer = parser.getParsingContext().pathAsPointer().toString();
            repeated = Optional.of(pointer.substring(1).replace('/', '.'));
        }
    }

    /** Returns the path of the first name that was given twice. */
    Optional<String> repeated() {
        return repeated;
    }

    private void digest(Hash64 into) throws IOException {
        if (name.equals(CACHE_CONTROL)) {
            parser.skipChildren();
            return;
        }
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.FIELD_NAME && parser.currentName().equals(CACHE_CONTROL)) {
                parser.nextToken();
                parser.skipChildren();
            } else if (token == JsonToken.VALUE_STRING && longTexts.isPresent()) {
                into.mark(longTexts.get().copy(parser, into));
            } else if (token.isScalarValue() || token == JsonToken.FIELD_NAME) {
                into.mark(parser.getText(into));
            } else {
                into.mark(token.id());
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    private long position() {
        JsonLocation location = parser.currentTokenLocation();
        return location.getByteOffset() < 0 ? location.getCharOffset() : location.getByteOffset();
    }
}
