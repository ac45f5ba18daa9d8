package dev.weir.quota;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.quota}: how limits are counted, and what happens while Redis is slow or gone. */
public interface QuotaConfig {
    /** How long one operation of Redis may take; after that limits are counted on this replica. */
    @WithDefault("100ms")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 10)
    Duration storeDeadline();

    /** How long a lease lives unless it is renewed, which happens every third of it. */
    @WithDefault("60s")
    @DurationMin(seconds = 3)
    @DurationMax(minutes = 10)
    Duration leaseTime();

    /** The number of replicas by which limits are divided while Redis is gone. */
    @WithDefault("1")
    @Min(1)
    @Max(10_000)
    int replicas();

    /** What happens while Redis is gone. */
    OnOutage onOutage();

    /** The part {@code weir.quota.on-outage}. */
    interface OnOutage {
        /** Rate limits and concurrency limits. */
        @WithDefault("local")
        OutageMode rates();

        /** Budgets. */
        @WithDefault("local")
        OutageMode budgets();
    }
}
