package dev.weir.quota.identity;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The part {@code weir.identity}: which users keys may name, and which sessions users. */
public interface IdentityConfig {
    /**
     * How many new users one key may name in a day of UTC; further ones count for the key itself. Users that the policy
     * names are never new.
     */
    @WithDefault("1000")
    @Min(0)
    @Max(1_000_000)
    int newUsersPerDay();

    /** How many new sessions one user may name in a day of UTC; further ones share one. */
    @WithDefault("1000")
    @Min(0)
    @Max(1_000_000)
    int newSessionsPerDay();
}
