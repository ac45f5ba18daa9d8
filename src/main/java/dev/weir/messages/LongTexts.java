package dev.weir.messages;

import com.fasterxml.jackson.core.JsonParser;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;

/**
 * The character source of a JSON parser, from which a long text can be read past the parser, piece by piece: the parser
 * itself would build it whole in memory, twice.
 *
 * <p>Characters that the parser has read ahead are put back first, and the closing quote of the text last, so that the
 * parser finds the end of a text that it never saw.
 */
final class LongTexts extends Reader {
    private static final int PIECE = 4 * 1024;

    private final Reader in;
    private String back = "";
    private int next;
    private long outside;

    LongTexts(Reader in) {
        this.in = in;
    }

    /** Receives a text. */
    interface Pieces {
        void add(String piece) throws IOException;
    }

    /** Writes the text that {@code parser} stands on, and returns its number of characters. */
    int copy(JsonParser parser, Writer to) throws IOException {
        int[] length = {0};
        read(parser, piece -> {
            to.write(piece);
            length[0] += piece.length();
        });
        return length[0];
    }

    /** Hands over the text that {@code parser} stands on, and leaves it at its end. */
    void read(JsonParser parser, Pieces pieces) throws IOException {
        CharArrayWriter ahead = new CharArrayWriter();
        outside -= parser.releaseBuffered(ahead);
        back = ahead + back.substring(next);
        next = 0;
        StringBuilder piece = new StringBuilder();
        int character = take();
        while (character != '"' && character >= 0) {
            piece.append(character == '\\' ? escaped() : (char) character);
            if (piece.length() >= PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            character = take();
        }
        pieces.add(piece.toString());
        if (character >= 0) {
            back = '"' + back.substring(next);
            next = 0;
            outside--;
        }
    }

    /** Returns the characters read outside of the parser's count, less those that it counts twice. */
    long outside() {
        return outside;
    }

    /** Returns the character of an escape; an invalid escape passes, as no upstream accepts it as JSON either. */
    private char escaped() throws IOException {
        int escape = take();
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            case '"', '\\', '/' -> (char) escape;
            default -> throw UnreadableBody.malformed("body: Invalid JSON in a text");
        };
    }

    private char unicode() throws IOException {
        int code = 0;
        for (int digit = 0; digit < 4; digit++) {
            int value = Character.digit(take(), 16);
            if (value < 0) {
                throw UnreadableBody.malformed("body: Invalid JSON in a text");
            }
            code = (code << 4) | value;
        }
        return (char) code;
    }

    private int take() throws IOException {
        outside++;
        if (next < back.length()) {
            return back.charAt(next++);
        }
        return in.read();
    }

    @Override
    public int read(char[] characters, int offset, int length) throws IOException {
        if (next == back.length()) {
            return in.read(characters, offset, length);
        }
        int count = Math.min(length, back.length() - next);
        back.getChars(next, next + count, characters, offset);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
