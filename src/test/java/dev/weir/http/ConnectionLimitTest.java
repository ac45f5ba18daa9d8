package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {
    @ParameterizedTest
    @CsvSource({"64, 1024", "256, 4096", "1024, 16384", "8192, 20000"})
    void takesHalfOfTheHeap(long mebibytes, int connections) {
        assertThat(ConnectionLimit.within(mebibytes << 20)).isEqualTo(connections);
    }

    @Test
    void fitsUpToTheWholeHeap() {
        assertThat(ConnectionLimit.fits(8192, 256L << 20)).isTrue();
        assertThat(ConnectionLimit.fits(8193, 256L << 20)).isFalse();
    }
}
