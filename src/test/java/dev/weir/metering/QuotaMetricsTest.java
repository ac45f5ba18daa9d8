package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaMetricsTest {
    private final PrometheusScrape scrape = new PrometheusScrape();
    private Instant now = Instant.EPOCH;
    private final QuotaMetrics metrics = new QuotaMetrics(scrape.registry(), () -> now);

    @Test
    void countsDecisionsByTeamAndLimit() {
        metrics.decided("search", "denied", "user/usd-per-day");
        metrics.decided("search", "denied", "user/usd-per-day");

        assertThat(scrape.samples("weir_quota_decisions_total"))
                .containsExactly("weir_quota_decisions_total"
                        + "{decision=\"denied\",limit=\"user/usd-per-day\",team=\"search\",} 2.0");
    }

    @Test
    void exposesScriptDurationsAndTheStoreState() {
        QuotaMetrics.storeState(scrape.registry(), () -> 2);

        metrics.took("reserve", 1_500_000);

        assertThat(scrape.samples("weir_quota_store_duration_seconds_count"))
                .containsExactly("weir_quota_store_duration_seconds_count{script=\"reserve\",} 1.0");
        assertThat(scrape.samples("weir_quota_store_duration_seconds_bucket{script=\"reserve\",le=\"0.00"))
                .contains(
                        "weir_quota_store_duration_seconds_bucket{script=\"reserve\",le=\"0.001\",} 0.0",
                        "weir_quota_store_duration_seconds_bucket{script=\"reserve\",le=\"0.002\",} 1.0");
        assertThat(scrape.samples("weir_quota_store_state")).containsExactly("weir_quota_store_state 2.0");
    }

    @Test
    void countsLostChargesByReason() {
        metrics.mayLose("full");
        metrics.lost("refused");

        assertThat(scrape.samples("weir_quota_charges_lost_total"))
                .containsExactly(
                        "weir_quota_charges_lost_total{reason=\"full\",} 0.0",
                        "weir_quota_charges_lost_total{reason=\"refused\",} 1.0");
    }

    @Test
    void showsTheShareOfABudgetUntilItsPeriodEnds() {
        metrics.budgetUsed("search", "team/usd-per-day", 0.25, 1_000);
        metrics.budgetUsed("search", "team/usd-per-day", 0.5, 1_000);

        now = Instant.ofEpochMilli(999);
        assertThat(scrape.samples("weir_budget_used_ratio"))
                .containsExactly("weir_budget_used_ratio{limit=\"team/usd-per-day\",team=\"search\",} 0.5");
        now = Instant.ofEpochMilli(1_000);
        assertThat(scrape.samples("weir_budget_used_ratio"))
                .containsExactly("weir_budget_used_ratio{limit=\"team/usd-per-day\",team=\"search\",} NaN");
    }

    @Test
    void forgetsTeamsThatThePolicyNoLongerHas() {
        for (String team : Set.of("search", "gone")) {
            metrics.decided(team, "granted", "none");
            metrics.budgetUsed(team, "team/usd-per-day", 0.5, 1_000);
            metrics.thresholds(team, "team/usd-per-day", List.of(50, 95));
            metrics.reached(team, "team/usd-per-day", 50);
        }

        metrics.retainTeams(Set.of("search"));

        assertThat(scrape.samples("weir_budget_threshold_total")).hasSize(2);
        assertThat(scrape.samples("weir_")).hasSize(4).allMatch(line -> line.contains("team=\"search\""));
    }

    @Test
    void foldsTeamsBeyondItsBoundIntoOne() {
        for (int team = 0; team < QuotaMetrics.MAX_DECISION_SERIES; team++) {
            metrics.decided("team-" + team, "granted", "none");
        }

        metrics.decided("one too many", "granted", "none");

        assertThat(scrape.samples("weir_quota_decisions_total{decision=\"granted\",limit=\"none\",team=\"o"))
                .containsExactly("weir_quota_decisions_total{decision=\"granted\",limit=\"none\",team=\"other\",} 1.0");
    }
}
