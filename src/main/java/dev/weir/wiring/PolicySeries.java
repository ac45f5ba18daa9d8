package dev.weir.wiring;

import dev.weir.metering.KeyExpiryMetrics;
import dev.weir.metering.KeyExpiryMetrics.KeyExpiry;
import dev.weir.metering.QuotaMetrics;
import dev.weir.metering.WeirMetrics;
import dev.weir.policy.Policy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the metrics follow the policy: when its keys expire, thresholds at 0, and no series of a team that it no longer
 * has.
 */
@Singleton
@Startup
final class PolicySeries {
    private final WeirMetrics metrics;
    private final QuotaMetrics quotas;
    private final KeyExpiryMetrics expiries;

    PolicySeries(MeterRegistry registry, FilesInForce files, WeirMetrics metrics, QuotaMetrics quotas) {
        this.metrics = metrics;
        this.quotas = quotas;
        this.expiries = new KeyExpiryMetrics(registry);
        if (files.hasPolicy()) {
            follow(files.policy());
        }
    }

    /** Takes a policy that has come into force. */
    void follow(Policy policy) {
        Set<String> teams = policy.teams().stream().map(team -> team.name()).collect(Collectors.toUnmodifiableSet());
        metrics.retainTeams(teams);
        quotas.retainTeams(teams);
        ThresholdSeries.make(policy, quotas);
        expiries.show(expiring(policy));
    }

    /** Returns the keys that expire; a key is good to the end of its last day in UTC. */
    private static List<KeyExpiry> expiring(Policy policy) {
        return policy.teams().stream()
                .flatMap(team -> team.keys().stream()
                        .flatMap(key -> key.expires().stream()
                                .map(last -> new KeyExpiry(
                                        team.name(),
                                        key.id(),
                                        last.plusDays(1)
                                                .atStartOfDay(ZoneOffset.UTC)
                                                .toInstant()))))
                .toList();
    }
}
