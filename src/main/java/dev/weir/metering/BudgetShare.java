package dev.weir.metering;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How much of one budget is used, and the gauge that shows it; NaN where it is not known. Safe for use by many threads.
 */
final class BudgetShare {
    private static final Known UNKNOWN = new Known(Double.NaN, Long.MAX_VALUE);

    private final AtomicReference<Known> known;
    private final Gauge gauge;

    private BudgetShare(AtomicReference<Known> known, Gauge gauge) {
        this.known = known;
        this.gauge = gauge;
    }

    private record Known(double ratio, long resetsAtMillis) {
        double at(long nowMillis) {
            return nowMillis < resetsAtMillis ? ratio : Double.NaN;
        }
    }

    static BudgetShare of(MeterRegistry registry, Tags tags, InstantSource clock) {
        var known = new AtomicReference<>(UNKNOWN);
        var gauge = Gauge.builder("weir.budget.used.ratio", () -> known.get().at(clock.millis()))
                .tags(tags)
                .register(registry);
        return new BudgetShare(known, gauge);
    }

    /** Notes what is used in the period that ends at {@code resetsAtMillis}. */
    void set(double ratio, long resetsAtMillis) {
        known.set(new Known(ratio, resetsAtMillis));
    }

    Gauge gauge() {
        return gauge;
    }
}
