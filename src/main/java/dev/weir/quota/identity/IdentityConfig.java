package dev.weir.quota.identity;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The part {@code weir.identity}: which users keys may name. */
public interface IdentityConfig {
    /**
     * Users that one key may name in a day of UTC for the first time; what it names beyond counts for the key itself.
     * Users that the policy names are always known.
     */
    @WithDefault("1000")
    @Min(0)
    @Max(1_000_000)
    int newUsersPerDay();
}
