package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FreePorts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenLoopTest {
    private static final byte[] BODY = Workload.JSON_1K.body();

    @Test
    void sendsEveryRequestOfItsRate() throws IOException {
        try (MockUpstream mock = MockUpstream.start()) {
            OpenLoop.RateLatency latencies = new OpenLoop().run(Target.direct(mock.port()), BODY, 20, 1);

            assertThat(latencies.intended()).isEqualTo(20);
            assertThat(latencies.served()).isEqualTo(20);
            assertThat(latencies.p99()).isGreaterThanOrEqualTo(latencies.p50());
        }
    }

    @Test
    void servesNothingWhereNobodyListens() throws IOException {
        int port = FreePorts.next();

        assertThat(new OpenLoop().run(Target.direct(port), BODY, 100, 1).served())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1000, 950, 50000, false", "1000, 949, 50000, true", "1000, 1000, 50001, true"})
    void isPastTheKneeWhereItDoesNotKeepUp(long intended, long served, long p99, boolean isSo) {
        Ramp.RampStep step = new Ramp.RampStep("weir", 100, new OpenLoop.RateLatency(1, p99, intended, served));

        assertThat(step.isPastKnee()).isEqualTo(isSo);
    }
}
