package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReloadMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Set<ReloadedFile> inForce = EnumSet.allOf(ReloadedFile.class);

    @Test
    void countsReloadsByResult() {
        ReloadMetrics metrics = new ReloadMetrics(registry, inForce::contains);

        metrics.reloaded(ReloadResult.REFUSED);
        metrics.reloaded(ReloadResult.REFUSED);
        metrics.reloaded(ReloadResult.APPLIED);

        assertThat(registry.counter("weir.policy.reloads", "result", "refused").count())
                .isEqualTo(2);
        assertThat(registry.counter("weir.policy.reloads", "result", "applied").count())
                .isEqualTo(1);
    }

    @Test
    void showsWhichFileIsNotInForceAtEachScrape() {
        var _ = new ReloadMetrics(registry, inForce::contains);

        inForce.remove(ReloadedFile.PRICES);

        assertThat(inForceOf(ReloadedFile.PRICES)).isZero();
        assertThat(inForceOf(ReloadedFile.POLICY)).isEqualTo(1);
        inForce.add(ReloadedFile.PRICES);
        assertThat(inForceOf(ReloadedFile.PRICES)).isEqualTo(1);
    }

    private double inForceOf(ReloadedFile file) {
        return registry.get("weir.config.last.reload.successful")
                .tag("file", file.label())
                .gauge()
                .value();
    }
}
