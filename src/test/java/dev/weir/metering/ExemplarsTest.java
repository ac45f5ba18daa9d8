package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.UsageRecord.Ids;
import dev.weir.metering.UsageRecord.TraceIds;
import io.prometheus.client.exemplars.Exemplar;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExemplarsTest {
    private static final Ids UNTRACED = new Ids("wreq_1", Optional.empty(), Optional.empty());

    private final Exemplars exemplars = new Exemplars(Clock.fixed(Instant.ofEpochMilli(20_000), ZoneOffset.UTC));

    @Test
    void namesTheRequestThatIsCounted() {
        assertThat(sampled(0.5, null)).isEqualTo(new Exemplar(0.5, 20_000L, "request_id", "wreq_1"));
    }

    @Test
    void namesTheTraceWhereItIsSent() {
        @Nullable Exemplar[] sampled = new @Nullable Exemplar[2];
        exemplars.during(traced(true), () -> sampled[0] = exemplars.sample(1, null));
        exemplars.during(traced(false), () -> sampled[1] = exemplars.sample(1, null));

        assertThat(sampled)
                .containsExactly(
                        new Exemplar(
                                1.0, 20_000L, "request_id", "wreq_1", "trace_id", "ab".repeat(16), "span_id", "cd"),
                        new Exemplar(1.0, 20_000L, "request_id", "wreq_1"));
    }

    private static Ids traced(boolean sampled) {
        return new Ids("wreq_1", Optional.empty(), Optional.of(new TraceIds("ab".repeat(16), "cd", sampled)));
    }

    @Test
    void givesNoExampleOutsideOfARequest() {
        exemplars.during(UNTRACED, () -> {});

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
        @Nullable Exemplar[] sampled = new @Nullable Exemplar[1];
        exemplars.during(UNTRACED, () -> sampled[0] = exemplars.sample(value, 0, 1, previous));
        return sampled[0];
    }
}
