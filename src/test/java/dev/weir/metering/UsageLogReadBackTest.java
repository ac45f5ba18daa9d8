package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.Dimension;
import dev.weir.usage.LineReading;
import dev.weir.usage.UsageLineReader;
import dev.weir.usage.UsageSum;
import dev.weir.usage.UsageSums;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the usage log writes is what the command {@code usage} sums, to the token and the nano-dollar. */
class UsageLogReadBackTest {
    private static final List<String> MODELS = List.of("claude-big", "claude-small", "mystery");

    private final Random random = new Random(4711);
    private final List<String> lines = new ArrayList<>();
    private final UsageLog log = new UsageLog(line -> lines.add(line.toString()));

    private Cost write(UsageRecord exchange) {
        var cost = UsageRecords.TABLE.cost(
                exchange.modelAsked(), exchange.response(), exchange.times().startedAt());
        log.write(PricedExchange.of(exchange, UsageRecords.TABLE, cost), UsageLogTest::rethrow);
        return cost;
    }

    private UsageRecord exchange() {
        var model = MODELS.get(random.nextInt(MODELS.size()));
        var iterations =
                Stream.generate(this::iteration).limit(random.nextInt(4)).toList();
        var usage = new Usage(
                random.nextInt(1_000),
                random.nextInt(100_000),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(3),
                iterations);
        var provenance = List.of(Provenance.values()).get(random.nextInt(3));
        return UsageRecords.completed(model, UsageRecords.response(model, usage, provenance));
    }

    private Usage.Iteration iteration() {
        return new Usage.Iteration(
                Optional.of(MODELS.get(random.nextInt(MODELS.size()))),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(1_000));
    }

    private UsageSums sums(List<Dimension> by) {
        var sums = new UsageSums(by);
        for (var line : lines) {
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            switch (UsageLineReader.read(bytes, bytes.length)) {
                case LineReading.Parsed(var entry) -> sums.add(entry);
                case LineReading.Unreadable(var reason) -> throw new AssertionError(reason);
            }
        }
        return sums;
    }

    @Test
    void sumsToTheTokenAndTheNanoDollar() {
        var costs =
                Stream.generate(this::exchange).limit(2_000).map(this::write).toList();

        var total = sums(List.of(Dimension.TEAM)).total();

        assertThat(total.requests()).isEqualTo(2_000);
        assertThat(total.all().usage())
                .isEqualTo(costs.stream().map(Cost::counted).reduce(Usage.NONE, Usage::plus));
        assertThat(total.all().cost()).isEqualTo(costs.stream().map(Cost::total).reduce(NanoUsd.ZERO, NanoUsd::plus));
        assertThat(total.all().unsplit()).isEqualTo(NanoUsd.ZERO);
        assertThat(total.guessed())
                .isEqualTo(costs.stream()
                        .filter(cost -> !cost.known())
                        .map(Cost::total)
                        .reduce(NanoUsd.ZERO, NanoUsd::plus));
    }

    @Test
    void sumsEachModelAsMetricsCountIt() {
        Map<String, Usage> counted = new TreeMap<>();
        Stream.generate(this::exchange)
                .limit(500)
                .map(this::write)
                .flatMap(cost -> cost.lines().stream())
                .forEach(line -> counted.merge(line.model(), line.usage(), Usage::plus));

        var byModel = sums(List.of(Dimension.MODEL));

        assertThat(byModel.rows().stream()
                        .collect(Collectors.toMap(
                                row -> row.values().getFirst(),
                                row -> row.sum().all().usage())))
                .isEqualTo(counted);
        assertThat(byModel.rows().stream()
                        .map(UsageSums.SumRow::sum)
                        .mapToLong(UsageSum::requests)
                        .sum())
                .isEqualTo(500);
    }

    @Test
    void readsALineOfAnyOtherExchange() {
        write(UsageRecords.unauthenticated());
        write(UsageRecords.overBudget());

        var rows = sums(List.of(Dimension.values())).rows();

        assertThat(rows.stream().map(UsageSums.SumRow::values))
                .containsExactly(
                        List.of("none", "none", "none", "2026-11-24", "none", "none"),
                        List.of("search", "4f1c9a", "claude-big", "2026-11-24", "5e55", "ranking"));
        assertThat(rows.stream().map(row -> row.sum().all().cost())).containsOnly(NanoUsd.ZERO);
    }
}
