package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.pricing.NanoUsd;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Series and heap stay as they are, however many users, model names and teams there have been. */
class LabelBoundsTest {
    private static final int MANY = 10_000;
    private static final int TEAMS_AT_A_TIME = 10;
    private static final int POLICIES = 100;
    private static final long FEW_BYTES = 2 * 1024 * 1024;

    private final PrometheusScrape scrape = new PrometheusScrape();
    private final WeirMetrics metrics =
            new WeirMetrics(scrape.registry(), new InFlight(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0), "test");
    private final QuotaMetrics quotas = new QuotaMetrics(scrape.registry(), Clock.systemUTC());
    private final UsageMeter meter = new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(_ -> {}));

    @Test
    void staysFlatOverUsersAndTypedModels() {
        IntStream.range(0, MANY).forEach(this::record);
        long series = scrape.seriesCount();
        long heap = usedHeap();

        IntStream.range(MANY, 2 * MANY).forEach(this::record);

        assertThat(scrape.seriesCount()).isEqualTo(series).isLessThan(200);
        assertThat(usedHeap() - heap).isLessThan(FEW_BYTES);
    }

    @Test
    void staysFlatOverTeamsThatComeAndGo() {
        serve(0);
        long series = scrape.seriesCount();
        IntStream.range(1, POLICIES / 2).forEach(this::serve);
        long heap = usedHeap();

        IntStream.range(POLICIES / 2, POLICIES).forEach(this::serve);

        assertThat(scrape.seriesCount()).isEqualTo(series);
        assertThat(usedHeap() - heap).isLessThan(FEW_BYTES);
        assertThat(scrape.samples("weir_")).noneMatch(line -> line.contains("team=\"team-0\""));
    }

    /** A request of a user nobody has seen, for a model that its client made up. */
    private void record(int number) {
        var known = UsageRecords.by("search", "my model " + number, 200);
        meter.record(new UsageRecord(
                known.ids(),
                Optional.of(
                        new UsageRecord.Who("search", "key", Optional.of("user-" + number), UsageRecord.Origin.NONE)),
                known.operation(),
                known.modelAsked(),
                known.stream(),
                known.status(),
                known.outcome(),
                known.error(),
                known.response(),
                known.sizes(),
                known.sent(),
                known.times()));
    }

    /** Serves a request for each team of one version of the policy, which has no team of the version before. */
    private void serve(int version) {
        Set<String> teams = IntStream.range(0, TEAMS_AT_A_TIME)
                .mapToObj(at -> "team-" + (version * TEAMS_AT_A_TIME + at))
                .collect(Collectors.toSet());
        metrics.retainTeams(teams);
        quotas.retainTeams(teams);
        for (String team : teams) {
            for (String model : List.of("claude-big", "claude-small", "mystery")) {
                meter.record(UsageRecords.by(team, model, 200));
                metrics.cacheMiss(team, model, CacheMiss.TOOLS_CHANGED);
            }
            metrics.uncertainCost(team, Provenance.PARTIAL, new NanoUsd(1));
            metrics.identityMismatch(team);
            quotas.decided(team, "granted", "none");
            quotas.budgetUsed(team, "team/usd-per-month", 0.5, Long.MAX_VALUE);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
