package dev.weir.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.QuotaMetrics;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.reload.FileReading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThresholdSeriesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final QuotaMetrics metrics = new QuotaMetrics(registry, Clock.systemUTC());

    @Test
    void makesEverySeriesOfThePolicyAtZeroAndKeepsWhatWasCounted() {
        Policy policy = policy("""
                plans:
                  developer:
                    user:
                      requests-per-minute: 5
                      usd-per-day: 25
                      per-session: { usd: 5 }
                      per-model: [{ name: opus, models: ["claude-opus-*"], usd-per-week: 50 }]
                    team: { usd-per-month: 100 }
                    warn-at: [50, 95]
                  heavy: { user: { usd-per-week: 100 }, warn-at: [80] }
                teams:
                  search: { plan: developer, users: { a: { plan: heavy } } }
                  quiet: { plan: developer, keys: [] }
                """);

        ThresholdSeries.make(policy, metrics);
        metrics.reached("search", "user/usd-per-day", 50);
        ThresholdSeries.make(policy, metrics);

        assertThat(series("quiet"))
                .containsExactlyInAnyOrder(
                        "user/usd-per-day 50 0",
                        "user/usd-per-day 95 0",
                        "user/per-model[opus]/usd-per-week 50 0",
                        "user/per-model[opus]/usd-per-week 95 0",
                        "team/usd-per-month 50 0",
                        "team/usd-per-month 95 0");
        assertThat(series("search"))
                .contains("user/usd-per-day 50 1", "user/usd-per-week 80 0")
                .hasSize(7);
    }

    private List<String> series(String team) {
        return registry.find("weir.budget.threshold").tag("team", team).counters().stream()
                .map(ThresholdSeriesTest::text)
                .toList();
    }

    private static String text(Counter counter) {
        return counter.getId().getTag("limit") + " " + counter.getId().getTag("threshold") + " "
                + (long) counter.count();
    }

    private static Policy policy(String yaml) {
        return switch (new PolicyReader(Set.of()).read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }
}
