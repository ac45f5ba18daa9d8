package dev.weir.messages;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reduces a text of any length to at most {@link #LONGEST} characters, so that the names of users may be long but are
 * never kept long: a longer text becomes its beginning and the SHA-256 of the whole.
 *
 * <p>Equal texts give equal results everywhere, and a reduced text stays as it is. Takes the text piece by piece; not
 * thread-safe.
 */
public final class BoundedText {
    /** Characters of the longest result. */
    public static final int LONGEST = 256;

    private static final int DIGEST = 64;
    private static final int BEGINNING = LONGEST - DIGEST;

    private final MessageDigest digest = sha256();
    private final StringBuilder beginning = new StringBuilder(LONGEST);
    private boolean longer;

    /** Returns {@code text}, reduced if it is long. */
    public static String of(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        BoundedText bounded = new BoundedText();
        bounded.add(text);
        return bounded.text();
    }

    /** Adds the next piece; the text may be cut into pieces anywhere. */
    void add(String piece) {
        ByteBuffer bytes = ByteBuffer.allocate(piece.length() * Character.BYTES); // an encoder would spoil half a pair
        bytes.asCharBuffer().put(piece);
        digest.update(bytes);
        int room = LONGEST - beginning.length();
        longer |= piece.length() > room;
        beginning.append(piece, 0, Math.min(room, piece.length()));
    }

    /** Returns the result for all pieces; to be called once. */
    String text() {
        return longer
                ? beginning.substring(0, BEGINNING) + HexFormat.of().formatHex(digest.digest())
                : beginning.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
