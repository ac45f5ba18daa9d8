package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.RequestReading.Malformed;
import dev.weir.messages.RequestReading.TooLarge;
import dev.weir.messages.RequestReading.Valid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static final String GOOD = "{\"model\":\"a\",\"messages\":[],\"max_tokens\":1,\"x\":\"%s\"}";
    private static final Malformed INVALID = new Malformed("body: Invalid gzip");
    private static final RequestReader READER = new RequestReader(Validation.REQUIRED, 1 << 20);

    @Test
    void readsTheInflatedText() throws IOException {
        String text = GOOD.formatted("\u20ac".repeat(50_000));

        RequestReading reading = read(gzip(text));

        assertThat(((Valid) reading).request().size().textBytes()).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Test
    void readsTheSameByteByByte() throws IOException {
        byte[] body = gzip(GOOD.formatted("text"));

        RequestReading dripped =
                READER.read(Operation.MESSAGES, () -> new OneBytePerRead(body), ContentEncoding.GZIP, _ -> true);

        assertThat(dripped).isEqualTo(read(body));
    }

    @Test
    void readsAMemberWithEveryOptionalHeaderField() throws IOException {
        byte[] plain = gzip(GOOD.formatted("text"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(plain, 0, 3);
        body.write(4 | 8 | 16 | 2);
        body.write(plain, 4, 6);
        body.writeBytes(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 'c', 0, 7, 7});
        body.write(plain, 10, plain.length - 10);

        RequestReading reading = read(body.toByteArray());

        assertThat(reading).isInstanceOf(Valid.class);
    }

    @Test
    void rejectsAZipBombAtTheBound() throws IOException {
        byte[] bomb = gzip(GOOD.formatted("x".repeat(50 << 20)));

        RequestReading reading = read(bomb);

        assertThat(reading).isEqualTo(new TooLarge());
    }

    @Test
    void rejectsASecondMember() throws IOException {
        byte[] member = gzip(GOOD.formatted("text"));
        byte[] empty = gzip("");

        assertThat(read(concat(member, empty))).isEqualTo(INVALID);
        assertThat(read(concat(member, gzip(" ")))).isEqualTo(INVALID);
    }

    @Test
    void rejectsAMillionEmptyMembersWithoutOverflow() throws IOException {
        byte[] empty = gzip("");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            body.writeBytes(empty);
        }

        RequestReading reading = read(body.toByteArray());

        assertThat(reading).isEqualTo(INVALID);
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = gzip(GOOD.formatted("text"));

        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo(INVALID);
        }
    }

    @Test
    void rejectsAWrongTrailerAndAWrongHeader() throws IOException {
        byte[] whole = gzip(GOOD.formatted("text"));

        for (int at : new int[] {0, 1, 2, 3, whole.length - 8, whole.length - 5, whole.length - 4, whole.length - 1}) {
            byte[] wrong = whole.clone();
            wrong[at] ^= (byte) 0xE0;
            assertThat(read(wrong)).as("byte %d", at).isEqualTo(INVALID);
        }
        assertThat(read(concat(whole, new byte[1]))).isEqualTo(INVALID);
    }

    private static RequestReading read(byte[] body) {
        return READER.read(Operation.MESSAGES, () -> new ByteArrayInputStream(body), ContentEncoding.GZIP, _ -> true);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
