package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
    @Test
    void agreesWithTheJdkOnEveryPairAndManyLongerTexts() throws IOException {
        for (int pair = 0; pair < 1 << 16; pair++) {
            byte[] text = {'a', 'b', 'c', 'd', (byte) (pair >> 8), (byte) pair};
            assertThat(passes(new ByteArrayInputStream(text))).as("%04x", pair).isEqualTo(isUtf8(text));
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            byte[] text = text(random);
            assertThat(passes(new Blocks(text, random)))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(isUtf8(text));
        }
    }

    @Test
    void returnsEveryByteBeforeTheFault() throws IOException {
        byte[] text = "0123456789\u20ac!".getBytes(UTF_8);
        text[13] = (byte) 0xFF;
        InputStream checked = new Utf8Check(new ByteArrayInputStream(text));

        byte[] good = checked.readNBytes(13);

        assertThat(good).isEqualTo(java.util.Arrays.copyOf(text, 13));
        assertThat(passes(checked)).isFalse();
    }

    @Test
    void returnsTheBytesOneByOne() throws IOException {
        byte[] text = "a\u00fc\u20ac\ud83d\ude00".getBytes(UTF_8);
        InputStream checked = new Utf8Check(new ByteArrayInputStream(text));

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int next = checked.read(); next >= 0; next = checked.read()) {
            read.write(next);
        }

        assertThat(read.toByteArray()).isEqualTo(text);
    }

    private static boolean passes(InputStream bytes) throws IOException {
        try (InputStream checked = bytes instanceof Utf8Check ? bytes : new Utf8Check(bytes)) {
            checked.readAllBytes();
            return true;
        } catch (UnreadableBody _) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] text) {
        CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(text), CharBuffer.allocate(text.length), true);
        return result.isUnderflow();
    }

    /** Four bytes that are not NUL, then mostly well-formed text, sometimes damaged. */
    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder("head");
        for (int i = random.nextInt(20); i > 0; i--) {
            int bits = 7 + random.nextInt(14);
            int point = random.nextInt(Math.min(1 << bits, 0x110000));
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (random.nextBoolean() && bytes.length > 4) {
            bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** A stream that returns blocks of random length. */
    private static final class Blocks extends FilterInputStream {
        private final Random random;

        Blocks(byte[] bytes, Random random) {
            super(new ByteArrayInputStream(bytes));
            this.random = random;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, Math.min(length, 1 + random.nextInt(12)));
        }
    }
}
