package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.exemplars.Exemplar;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExemplarsTest {
    private final Exemplars exemplars = new Exemplars(Clock.fixed(Instant.ofEpochMilli(20_000), ZoneOffset.UTC));

    @Test
    void namesTheRequestThatIsCounted() {
        assertThat(sampled(0.5, null)).isEqualTo(new Exemplar(0.5, 20_000L, "request_id", "wreq_1"));
    }

    @Test
    void givesNoExampleOutsideOfARequest() {
        exemplars.during("wreq_1", () -> {});

        assertThat(exemplars.sample(1, null)).isNull();
    }

    @Test
    void keepsAnExampleForTenSeconds() {
        assertThat(sampled(0.5, new Exemplar(1, 10_001L, "request_id", "wreq_0")))
                .isNull();
        assertThat(sampled(0.5, new Exemplar(1, 10_000L, "request_id", "wreq_0")))
                .isNotNull();
    }

    @Test
    void leavesExamplesAtBucketsAndCountersOnly() {
        String example = " # {request_id=\"wreq_1\"} 1.0 1796008977.964";
        String count = "weir_x_seconds_count{model=\"a # {b\",} 1.0";
        String others = "weir_x_seconds_bucket{le=\"0.1\"} 1.0" + example + "\nweir_y_total 1.0" + example + "\n";

        assertThat(Exemplars.withoutThoseOfCounts(
                        count + example + "\n" + others + "weir_x_seconds_count 2.0" + example))
                .isEqualTo(count + "\n" + others + "weir_x_seconds_count 2.0");
    }

    private @Nullable Exemplar sampled(double value, @Nullable Exemplar previous) {
        Exemplar[] sampled = new Exemplar[1];
        exemplars.during("wreq_1", () -> sampled[0] = exemplars.sample(value, 0, 1, previous));
        return sampled[0];
    }
}
