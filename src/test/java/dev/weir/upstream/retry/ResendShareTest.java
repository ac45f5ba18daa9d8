package dev.weir.upstream.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResendShareTest {
    private final ResendShare share = new ResendShare();

    @Test
    void givesTheFirstOneWithoutAnyRequest() {
        assertThat(takeAll()).isEqualTo(1);
    }

    @Test
    void givesOneForEachTwentyRequests() {
        takeAll();
        IntStream.range(0, 199).forEach(_ -> share.request());
        int ofAlmost200 = takeAll();

        share.request();

        assertThat(ofAlmost200).isEqualTo(9);
        assertThat(takeAll()).isEqualTo(1);
    }

    private int takeAll() {
        int taken = 0;
        while (share.take()) {
            taken++;
        }
        return taken;
    }
}
