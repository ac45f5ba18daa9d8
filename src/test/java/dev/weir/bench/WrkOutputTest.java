package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void readsARunWithoutFailures() {
        assertThat(WrkOutput.parse(CLEAN)).contains(new WrkOutput(191_477, 91_218.80, List.of()));
    }

    @Test
    void namesEveryKindOfFailure() {
        String text = CLEAN.replace(
                "Requests/sec",
                "  Socket errors: connect 0, read 3, write 0, timeout 1\n  Non-2xx or 3xx responses: 12\nRequests/sec");

        var output = WrkOutput.parse(text);

        assertThat(output)
                .contains(new WrkOutput(
                        191_477,
                        91_218.80,
                        List.of(
                                "Socket errors: connect 0, read 3, write 0, timeout 1",
                                "Non-2xx or 3xx responses: 12")));
    }

    @Test
    void isEmptyWhereTheRunBrokeOff() {
        assertThat(WrkOutput.parse("unable to connect to 127.0.0.1:9100 Connection refused\n"))
                .isEmpty();
    }
}
