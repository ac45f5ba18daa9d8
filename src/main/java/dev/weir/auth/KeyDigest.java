package dev.weir.auth;

import dev.weir.policy.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a key; the policy contains nothing else of it.
 *
 * @param hex lower-case, 64 characters
 */
record KeyDigest(String hex) {
    private static final int MIN_LENGTH = 16;
    private static final int MAX_LENGTH = 256;

    /** Returns whether a text has the form of a key: 16 to 256 visible ASCII characters. */
    static boolean isKey(String text) {
        return text.length() >= MIN_LENGTH && text.length() <= MAX_LENGTH && isVisibleAscii(text);
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next <= ' ' || next >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    static KeyDigest of(String key) {
        return new KeyDigest(HexFormat.of().formatHex(sha256().digest(key.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Returns whether this is the digest of that key; the time does not depend on where they differ. */
    boolean matches(ApiKey key) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), key.sha256().getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
