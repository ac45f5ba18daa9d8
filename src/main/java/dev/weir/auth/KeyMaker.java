package dev.weir.auth;

import dev.weir.reload.SecretValue;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes API keys for clients. */
public final class KeyMaker {
    private static final String PREFIX = "weir_";
    private static final int RANDOM_BYTES = 32;

    private final RandomGenerator random;

    /**
     * Creates a maker with its source of randomness.
     *
     * @param random a {@link java.security.SecureRandom} everywhere but in tests
     */
    public KeyMaker(RandomGenerator random) {
        this.random = random;
    }

    /** Makes a key of 256 random bits: {@code weir_} and 43 base64url characters. */
    public NewKey make() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(new SecretValue(key), KeyDigest.of(key).hex());
    }

    /**
     * A new key.
     *
     * @param key to be shown once and never stored
     * @param sha256 for the policy, 64 lower-case hex characters
     */
    public record NewKey(SecretValue key, String sha256) {}
}
