package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.pricing.PriceFile;
import dev.weir.pricing.PriceTable;
import dev.weir.reload.FileReading;
import dev.weir.reload.WatchedFile;
import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyWarningsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T23:30:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user: { usd-per-day: 50, usd-per-month: 20, concurrent-requests: 5 } | user/usd-per-day is "
                        + "larger than user/usd-per-month",
                "team: { tokens-per-day: 9, tokens-per-month: 8, concurrent-requests: 5 } | team/tokens-per-day "
                        + "is larger",
                "user: { usd-per-day: 50 }, team: { usd-per-day: 20, concurrent-requests: 9 } | "
                        + "user/usd-per-day is larger",
                "user: { usd-per-day: 5 } | its budgets hold the expected usage, and nothing limits concurrent",
                "team: { tokens-per-month: 5 } | its budgets hold the expected usage, and nothing limits concurrent",
                "user: { concurrent-requests: 5, per-model: [{ name: x, models: [nonsense-*], usd-per-day: 5 }] } | "
                        + "user.per-model[x] matches no model with a price",
                "models: [claude-nonsense-*] | models: claude-nonsense-* matches no model with a price",
            })
    void warnsOfWhatAPlanCanHardlyMean(String plan, String problem) {
        List<Finding> found = findings(plan, "2027-06-30");

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.problem()).startsWith("plan developer: " + problem);
        });
    }

    @Test
    void findsNothingAmissWithAPlanThatMakesSense() {
        String plan = "models: [\"claude-*\"], user: { concurrent-requests: 5, usd-per-day: 5, usd-per-month: 50 },"
                + " team: { tokens-per-day: 5, usd-per-month: 500 }";

        assertThat(findings(plan, "2026-12-08")).isEmpty();
    }

    @Test
    void findsNothingAmissWithBudgetsThatHoldTheWorstCase() {
        assertThat(findings("user: { usd-per-day: 5 }, budget-hold: worst-case", "2026-12-08"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2026-12-07, expires on", "2026-11-24, expires on", "2026-11-23, expired on"})
    void warnsOfAKeyThatEndsWithinFourteenDays(String day, String verb) {
        List<Finding> found = findings("", day);

        assertThat(found)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.problem()).isEqualTo("key ci of team search " + verb + " " + day));
    }

    @Test
    void namesExceptionsThatHaveEndedWithoutTheirUsers() {
        String yaml = """
                plans: { developer: {} }
                teams:
                  search:
                    plan: developer
                    users:
                      alice: { blocked: true, until: 2026-11-23 }
                      bob: { plan: developer, until: 2026-11-23 }
                      carol: { blocked: true, until: 2026-11-24 }
                """;

        List<Finding> found = new PolicyWarnings("config/policy.yaml", policy(yaml)).findings(prices(), CLOCK);

        assertThat(found)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem())
                        .isEqualTo("team search: 2 exceptions under users ended on 2026-11-23 (until)"));
    }

    private static List<Finding> findings(String plan, String expires) {
        String yaml = """
                plans:
                  developer: { %s }
                teams:
                  search:
                    plan: developer
                    keys:
                      - { id: ci, sha256: "%s", expires: %s }
                """.formatted(plan, "ab".repeat(32), expires);
        return new PolicyWarnings("config/policy.yaml", policy(yaml)).findings(prices(), CLOCK);
    }

    private static Optional<PriceTable> prices() {
        WatchedFile<PriceTable> file = PriceFile.at(Path.of("config/prices.yaml"), Path.of("config/prices.yaml"));
        file.poll();
        return file.current();
    }

    private static Policy policy(String yaml) {
        return switch (new PolicyReader(Set.of()).read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }
}
