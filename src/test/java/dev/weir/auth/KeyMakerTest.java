package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.KeyMaker.NewKey;
import dev.weir.reload.SecretValue;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeyMakerTest {
    @Test
    void writes256RandomBitsAsBase64Url() {
        KeyMaker maker = new KeyMaker(new Counting());

        NewKey key = maker.make();

        // printf %s weir_AAEC… | sha256sum
        assertThat(key)
                .isEqualTo(new NewKey(
                        new SecretValue("weir_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                        "1aa3391a31672cd1bb219277482012a654567ea3cbc32a74e05e58ba7da57b03"));
    }

    @Test
    void makesKeysThatAuthenticate() {
        KeyMaker maker = new KeyMaker(new SecureRandom());

        NewKey key = maker.make();

        assertThat(key.key().text()).matches("weir_[A-Za-z0-9_-]{43}").matches(KeyDigest::isKey);
        assertThat(key.sha256()).isEqualTo(KeyDigest.of(key.key().text()).hex());
        assertThat(maker.make()).isNotEqualTo(key);
        assertThat(key.toString()).doesNotContain(key.key().text());
    }

    /** Returns the bytes 0, 1, 2, … */
    private static final class Counting implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
        }
    }
}
