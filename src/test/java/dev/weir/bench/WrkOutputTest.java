package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrkOutputTest {
    private static final String CLEAN = """
            Running 2s test @ http://127.0.0.1:9100/v1/messages
              1 threads and 16 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   181.03us  181.39us   8.07ms   98.17%
                Req/Sec    91.67k     8.84k  105.75k    71.43%
              191477 requests in 2.10s, 231.91MB read
            Requests/sec:  91218.80
            Transfer/sec:    110.48MB
            """;

    private static final String FAULTY = CLEAN.replace(
            "Requests/sec",
            "  Socket errors: connect 0, read 3, write 0, timeout 1\n  Non-2xx or 3xx responses: 12\nRequests/sec");

    @Test
    void readsARunWithoutFailures() {
        WrkOutput output = WrkOutput.parse(CLEAN).orElseThrow();

        assertThat(output).isEqualTo(new WrkOutput(191_477, 91_218.80, 0, Optional.empty()));
        assertThat(output.failures(false)).isEmpty();
    }

    @Test
    void namesEveryKindOfFailure() {
        assertThat(WrkOutput.parse(FAULTY).orElseThrow().failures(false))
                .containsExactly(
                        "Socket errors: connect 0, read 3, write 0, timeout 1",
                        "12 of 191477 responses were no 2xx or 3xx");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000, true", "998, 1000, true", "997, 1000, false", "0, 1000, false"})
    void wantsRejectionsWhereTheWorkloadIsRejected(long rejected, long requests, boolean isGood) {
        WrkOutput output = new WrkOutput(requests, 1, rejected, Optional.empty());

        assertThat(output.failures(true).isEmpty()).isEqualTo(isGood);
    }

    @Test
    void isEmptyWhereTheRunBrokeOff() {
        assertThat(WrkOutput.parse("unable to connect to 127.0.0.1:9100 Connection refused\n"))
                .isEmpty();
    }
}
