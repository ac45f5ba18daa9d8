package dev.weir.auth;

import dev.weir.reload.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The names under which logs and Redis know users: a keyed hash of team and bucket.
 *
 * <p>The same key gives the same names on every replica; without the key nobody can tell who is meant, nor try names.
 * Safe for any thread.
 */
public final class Pseudonyms {
    /** The fewest characters of a pseudonym key. */
    public static final int MIN_KEY_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final Mac keyed;

    /**
     * Names users by a key.
     *
     * @throws IllegalArgumentException where {@link #faultsOf} finds fault with the key
     */
    public Pseudonyms(SecretValue key) {
        List<String> faults = faultsOf(key.text());
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("pseudonym key: " + String.join(", ", faults));
        }
        this.keyed = keyedBy(key);
    }

    /** Returns what keeps a text from being a pseudonym key, without the text; empty where nothing does. */
    public static List<String> faultsOf(String key) {
        return key.length() >= MIN_KEY_LENGTH
                ? List.of()
                : List.of(key.length() + " characters (expected: " + MIN_KEY_LENGTH + " or more)");
    }

    /** Returns the name of a user: 32 lower-case hex characters, different for the same user in another team. */
    public String of(String team, Identity bucket) {
        Mac mac = fresh();
        mac.update(team.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0); // no team's name holds it, so no two pairs give the same bytes
        byte[] hash = mac.doFinal(bucket.name().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, LENGTH);
    }

    private Mac fresh() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's HMAC can be cloned", e);
        }
    }

    private static Mac keyedBy(SecretValue key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.text().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
