package dev.weir.policy;

import static dev.weir.policy.PolicyText.faults;
import static dev.weir.policy.PolicyText.read;
import static dev.weir.policy.PolicyText.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.reload.FileReading;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanReaderTest {
    @Test
    void readsEveryKeyOfAPlan() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    models: ["claude-*", claude-opus-5]
                    deny-features: [mcp-servers, server-tools, fallbacks, speed, inference-geo, service-tier, container,
                                    file-sources, url-sources, billing-policy]
                    user:
                      requests-per-minute: 50
                      input-tokens-per-minute: 100000000000
                      output-tokens-per-minute: 80000
                      burst: { requests-per-minute: 10, output-tokens-per-minute: 90000 }
                      tokens-per-day: 20000000
                      tokens-per-month: 1000000000000000
                      usd-per-day: 25
                      usd-per-month: 4500000
                      concurrent-requests: 10
                    team:
                      usd-per-month: 0.000001
                      count-tokens-per-minute: 0
                      burst: { count-tokens-per-minute: 5 }
                    budget-hold: worst-case
                    mode: shadow
                teams: { search: { plan: developer } }
                """);

        assertThat(valid(reading).team("search").orElseThrow().plan())
                .isEqualTo(new Plan(
                        "developer",
                        Optional.of(List.of(new ModelPattern("claude-*"), new ModelPattern("claude-opus-5"))),
                        Set.of(Feature.values()),
                        new Limits(List.of(
                                new Limit(LimitKind.REQUESTS_PER_MINUTE, 50, OptionalLong.of(10)),
                                new Limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 100_000_000_000L),
                                new Limit(LimitKind.OUTPUT_TOKENS_PER_MINUTE, 80_000, OptionalLong.of(90_000)),
                                new Limit(LimitKind.TOKENS_PER_DAY, 20_000_000),
                                new Limit(LimitKind.TOKENS_PER_MONTH, 1_000_000_000_000_000L),
                                new Limit(LimitKind.USD_PER_DAY, 25_000_000),
                                new Limit(LimitKind.USD_PER_MONTH, 4_500_000_000_000L),
                                new Limit(LimitKind.CONCURRENT_REQUESTS, 10))),
                        new Limits(List.of(
                                new Limit(LimitKind.USD_PER_MONTH, 1),
                                new Limit(LimitKind.COUNT_TOKENS_PER_MINUTE, 0, OptionalLong.of(5)))),
                        BudgetHold.WORST_CASE,
                        Mode.SHADOW));
    }

    @Test
    void rejectsUnknownNames() {
        FileReading<Policy> reading = read("""
                plans:
                  developer: { deny-features: [server-tool, 7], budget-hold: worst, mode: Shadow }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 2, column 32: plans.developer.deny-features[0]: 'server-tool': no such feature"
                                + " (did you mean server-tools?)",
                        "line 2, column 45: plans.developer.deny-features[1]: '7': no such feature (expected: one of"
                                + " mcp-servers, server-tools, fallbacks, speed, inference-geo, service-tier, "
                                + "container, file-sources, url-sources, billing-policy)",
                        "line 2, column 62: plans.developer.budget-hold: 'worst': no such hold"
                                + " (expected: one of expected, worst-case)",
                        "line 2, column 75: plans.developer.mode: 'Shadow': no such mode (did you mean shadow?)");
    }

    @Test
    void rejectsValuesThatWouldMeanNoLimit() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    models:
                    deny-features:
                    user:
                    team: { burst: }
                teams: {}
                """);

        assertThat(faults(reading)).hasSize(4).allMatch(fault -> fault.contains(": empty (expected: "));
    }
}
