package dev.weir.policy;

import static dev.weir.policy.PolicyText.faults;
import static dev.weir.policy.PolicyText.read;
import static dev.weir.policy.PolicyText.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ModelPattern;
import dev.weir.reload.FileReading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsReaderTest {
    @Test
    void keepsLimitsInTheOrderOfTheFile() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    user: { concurrent-requests: 1, usd-per-day: 2.5, requests-per-minute: 3 }
                teams:
                  search: { plan: developer }
                """);

        assertThat(valid(reading).team("search").orElseThrow().plan().user())
                .isEqualTo(new Limits(List.of(
                        new Limit(LimitKind.CONCURRENT_REQUESTS, 1),
                        new Limit(LimitKind.USD_PER_DAY, 2_500_000),
                        new Limit(LimitKind.REQUESTS_PER_MINUTE, 3))));
    }

    @Test
    void readsLimitsOfModelsAndSessions() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    user:
                      usd-per-week: 100
                      per-session: { usd: 5, requests: 200, tokens: 7 }
                      per-model:
                        - { name: opus, models: ["claude-opus-*", opus], usd-per-week: 50 }
                teams:
                  search: { plan: developer }
                """);

        assertThat(valid(reading).team("search").orElseThrow().plan().user())
                .isEqualTo(new Limits(
                        List.of(new Limit(LimitKind.USD_PER_WEEK, 100_000_000)),
                        List.of(new ModelLimits(
                                "opus",
                                List.of(new ModelPattern("claude-opus-*"), new ModelPattern("opus")),
                                List.of(new Limit(LimitKind.USD_PER_WEEK, 50_000_000)))),
                        List.of(
                                new Limit(LimitKind.SESSION_USD, 5_000_000),
                                new Limit(LimitKind.SESSION_REQUESTS, 200),
                                new Limit(LimitKind.SESSION_TOKENS, 7))));
    }

    @Test
    void rejectsEntriesThatCannotBeMeant() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    user:
                      per-model:
                        - { name: a, models: [], usd-per-week: 1 }
                        - { name: b, models: [x] }
                        - { name: b, models: [x], usd-per-week: 1 }
                        - { name: "c]", models: [x], usd-per-week: 1 }
                        - { models: [x], usd-per-week: 1 }
                    team: { per-session: { usd: 1 } }
                    warn-at: [80, 80, 101]
                teams: {}
                """);

        assertThat(faults(reading))
                .extracting(fault -> fault.replaceAll("line (\\d+), column \\d+: ", "$1 "))
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("5 plans.developer.user.per-model[0].models: an empty"),
                        fault -> assertThat(fault).startsWith("6 plans.developer.user.per-model[1]: limits nothing"),
                        fault -> assertThat(fault).startsWith("7 plans.developer.user.per-model[2].name: the same as"),
                        fault -> assertThat(fault).startsWith("8 plans.developer.user.per-model[3].name: not a name"),
                        fault -> assertThat(fault).startsWith("9 plans.developer.user.per-model[4]: name is missing"),
                        fault -> assertThat(fault).startsWith("10 plans.developer.team.per-session: unknown key"),
                        fault -> assertThat(fault).startsWith("11 plans.developer.warn-at[1]: given twice"),
                        fault -> assertThat(fault).startsWith("11 plans.developer.warn-at[2]: '101'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fifty",
                "-1",
                "1.5",
                "1e3",
                "010",
                "0x10",
                "1_000",
                "'50'",
                "[1]",
                "{a: 1}",
                "",
                "null",
                "true",
                "100000000001",
                "99999999999999999999"
            })
    void rejectsALimitThatIsNotAWholeNumberInRange(String value) {
        FileReading<Policy> reading = read("""
                plans: { developer: { user: { requests-per-minute: %s } } }
                teams: {}
                """.formatted(value));

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .startsWith("line 1")
                .contains("plans.developer.user.requests-per-minute: ")
                .endsWith("(expected: a whole number from 0 to 100000000000)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4500000.000001", "0.0000001", "1.", ".5", "-0.01", "'5'", "1e3", "01", "9999999999999"})
    void rejectsMoneyThatIsNotAnAmountInRange(String value) {
        FileReading<Policy> reading = read("""
                plans: { developer: { team: { usd-per-month: %s } } }
                teams: {}
                """.formatted(value));

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .contains("plans.developer.team.usd-per-month: ")
                .endsWith("(expected: dollars from 0 to 4500000 with at most 6 decimals)");
    }

    @Test
    void rejectsOtherLimitsOutOfRange() {
        FileReading<Policy> reading = read("""
                plans:
                  a: { user: { tokens-per-day: 1000000000000001 } }
                  b: { user: { concurrent-requests: 1000001 } }
                  c: { user: { requests-per-minute: 1, burst: { requests-per-minute: 0 } } }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 2, column 32: plans.a.user.tokens-per-day: '1000000000000001'"
                                + " (expected: a whole number from 0 to 1000000000000000)",
                        "line 3, column 37: plans.b.user.concurrent-requests: '1000001'"
                                + " (expected: a whole number from 0 to 1000000)",
                        "line 4, column 70: plans.c.user.burst.requests-per-minute: '0'"
                                + " (expected: a whole number from 1 to 100000000000)");
    }

    @Test
    void rejectsABurstWithoutItsLimit() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    user:
                      usd-per-day: 5
                      burst: { requests-per-minute: 10, usd-per-day: 1 }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 5, column 37: plans.developer.user.burst.requests-per-minute:"
                                + " there is no limit requests-per-minute beside it",
                        "line 5, column 54: plans.developer.user.burst.usd-per-day: unknown key (expected: one of"
                                + " requests-per-minute, input-tokens-per-minute, output-tokens-per-minute)");
    }

    @Test
    void allowsTheLimitOfCountTokensOnlyOnTheTeam() {
        FileReading<Policy> reading = read("""
                plans: { developer: { user: { count-tokens-per-minute: 1 } } }
                teams: {}
                """);

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .startsWith("line 1, column 56: plans.developer.user.count-tokens-per-minute: unknown key");
    }
}
