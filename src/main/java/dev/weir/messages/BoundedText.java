package dev.weir.messages;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text of any length reduced to at most {@link #LONGEST} characters, so that what names a user may be long but is
 * never kept long: a longer text becomes its beginning and the SHA-256 of the whole.
 *
 * <p>The same text gives the same one everywhere, and a reduced one stays as it is. Takes the text piece by piece; not
 * thread-safe.
 */
public final class BoundedText {
    /** Characters of the longest one. */
    public static final int LONGEST = 256;

    private static final int DIGEST = 64;
    private static final int BEGINNING = LONGEST - DIGEST;

    private final MessageDigest digest = sha256();
    private final StringBuilder beginning = new StringBuilder(LONGEST);
    private boolean longer;

    /** Returns {@code text} where it is short, else what it is reduced to. */
    public static String of(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        BoundedText bounded = new BoundedText();
        bounded.add(text);
        return bounded.text();
    }

    /** Adds the next piece; where one ends makes no difference. */
    void add(String piece) {
        ByteBuffer bytes = ByteBuffer.allocate(piece.length() * Character.BYTES); // an encoder would spoil half a pair
        bytes.asCharBuffer().put(piece);
        digest.update(bytes);
        int room = LONGEST - beginning.length();
        longer |= piece.length() > room;
        beginning.append(piece, 0, Math.min(room, piece.length()));
    }

    /** Returns what all pieces are reduced to; to be asked once. */
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
