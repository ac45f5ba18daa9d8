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
        Seen whole = see(new EventTap(), stream, stream.length);

        assertThat(see(new EventTap(), stream, 1)).isEqualTo(whole);
        assertThat(see(new EventTap(), stream, 7)).isEqualTo(whole);
    }

    @FuzzTest
    void readsAJsonAnswerTheSameAtAnyChunking(byte[] answer) {
        Seen whole = see(new MessageTap(), answer, answer.length);

        assertThat(see(new MessageTap(), answer, 1)).isEqualTo(whole);
        assertThat(see(new MessageTap(), answer, 7)).isEqualTo(whole);
    }

    /** All that a tap says of what it saw. */
    private record Seen(Object facts, Tap.Ending ending, boolean commits, boolean isBetweenEvents) {}

    /** Shows a tap the bytes in chunks of up to {@code most}, of the same sizes for the same bytes. */
    private static Seen see(Tap tap, byte[] bytes, int most) {
        Random sizes = new Random(Arrays.hashCode(bytes));
        int from = 0;
        while (from < bytes.length) {
            int length = most == bytes.length ? most : Math.min(bytes.length - from, 1 + sizes.nextInt(most));
            tap.see(Unpooled.wrappedBuffer(bytes, from, length));
            from += length;
        }
        return new Seen(tap.facts(), tap.ending(), tap.commits(), tap.isBetweenEvents());
    }
}
