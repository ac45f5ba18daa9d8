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
 * The pseudonyms of identities, sessions and agents in logs and Redis: a keyed hash of team and name.
 *
 * <p>The same key gives the same pseudonyms on every replica; without the key nobody can find or verify an identity.
 * Safe for any thread.
 */
public final class Pseudonyms {
    /** The fewest characters of a pseudonym key. */
    public static final int MIN_KEY_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final Mac keyed;

    /**
     * Creates pseudonyms by a key.
     *
     * @throws IllegalArgumentException where {@link #faultsOf} finds a fault in the key
     */
    public Pseudonyms(SecretValue key) {
        List<String> faults = faultsOf(key.text());
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("pseudonym key: " + String.join(", ", faults));
        }
        this.keyed = keyedBy(key);
    }

    /** Returns the faults of a text as a pseudonym key, without the text; empty for a valid key. */
    public static List<String> faultsOf(String key) {
        return key.length() >= MIN_KEY_LENGTH
                ? List.of()
                : List.of(key.length() + " characters (expected: " + MIN_KEY_LENGTH + " or more)");
    }

    /** Returns the pseudonym of an identity: 32 lower-case hex characters, different in each team. */
    public String of(String team, Identity identity) {
        return hash(team, identity.name());
    }

    /** Returns the pseudonym of a session, of the same form; no identity of the team has the same. */
    public String ofSession(String team, Session session) {
        return hash(team, "session:" + session.id());
    }

    /** Returns the pseudonym of an agent by the id that Claude Code gave it, of the same form. */
    public String ofAgent(String team, String agentId) {
        return hash(team, "agent:" + agentId);
    }

    /** Hashes a name whose prefix says what it names. */
    private String hash(String team, String name) {
        Mac mac = fresh();
        mac.update(team.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0); // no team's name contains it, so no two pairs give the same bytes
        byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
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
