package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;

/** Replays its seeds in every build; fuzzes where {@code jazzer.hooks} and {@code JAZZER_FUZZ} are set. */
class TapFuzzTest {
    @FuzzTest
    void readsAnEventStreamTheSameAtAnyChunking(byte[] stream) {
        FuzzedTapState whole = read(new EventTap(), stream, stream.length);

        assertThat(read(new EventTap(), stream, 1)).isEqualTo(whole);
        assertThat(read(new EventTap(), stream, 7)).isEqualTo(whole);
    }

    @FuzzTest
    void readsAJsonMessageTheSameAtAnyChunking(byte[] message) {
        FuzzedTapState whole = read(new MessageTap(), message, message.length);

        assertThat(read(new MessageTap(), message, 1)).isEqualTo(whole);
        assertThat(read(new MessageTap(), message, 7)).isEqualTo(whole);
    }

    /** All that a tap says of what it read. */
    private record FuzzedTapState(Object facts, Tap.Progress progress, boolean commits, boolean isBetweenEvents) {}

    /** Shows a tap the bytes in chunks of up to {@code most}, of the same sizes for the same bytes. */
    private static FuzzedTapState read(Tap tap, byte[] bytes, int most) {
        Random sizes = new Random(Arrays.hashCode(bytes));
        int from = 0;
        while (from < bytes.length) {
            int length = most == bytes.length ? most : Math.min(bytes.length - from, 1 + sizes.nextInt(most));
            tap.read(Unpooled.wrappedBuffer(bytes, from, length));
            from += length;
        }
        return new FuzzedTapState(tap.facts(), tap.progress(), tap.commits(), tap.isBetweenEvents());
    }
}
