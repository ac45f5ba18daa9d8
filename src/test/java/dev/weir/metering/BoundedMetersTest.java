package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedMetersTest {
    private static final int PATIENCE_SECONDS = 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BoundedMeters<String, Counter> meters =
            new BoundedMeters<>(10, _ -> "other", team -> registry.counter("requests", "team", team));

    @Test
    void forgetsWhatIsNotWanted() {
        meters.get("old").increment();
        meters.get("kept").increment();

        meters.retain("kept"::equals, registry::remove);

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getTag("team"))
                .containsExactly("kept");
    }

    @Test
    void countsOnWhereAnExchangeCountedWhileTheOldMeterWent() {
        meters.get("team").increment();

        meters.retain(_ -> false, old -> {
            CompletableFuture.runAsync(() -> meters.get("team").increment())
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            registry.remove(old);
        });
        meters.get("team").increment();

        assertThat(registry.find("requests").tag("team", "team").counter())
                .isNotNull()
                .extracting(Counter::count)
                .isEqualTo(1.0);
    }
}
