package dev.weir.pricing;

import static dev.weir.pricing.PriceTables.TABLE;
import static dev.weir.pricing.PriceTables.response;
import static dev.weir.pricing.PriceTables.served;
import static dev.weir.pricing.PriceTables.table;
import static dev.weir.pricing.PriceTables.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostCalculationTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static Usage steps(Iteration... steps) {
        return new Usage(999_999, 999_999, 0, 0, 999_999, 0, List.of(steps));
    }

    private static Iteration step(Optional<String> model, long input, long output) {
        return new Iteration(model, input, 0, 0, 0, output);
    }

    private static CostByKind kinds(long input, long output) {
        return new CostByKind(
                new NanoUsd(input), NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO, new NanoUsd(output), NanoUsd.ZERO);
    }

    @Test
    void splitsTheCostByKindAndModelWithoutLosingANanoDollar() {
        var odd = table("""
                default: { input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                factors: { service-tier: { batch: 0.5 } }
                models:
                  - id: a
                    rates:
                    - { input: 0.0015, output: 0.0013, cache-write-5m: 0.0011, cache-write-1h: 0.0009, cache-read: 1 }
                  - id: b
                    rates:
                    - { input: 0.0019, output: 0.0017, cache-write-5m: 0.0011, cache-write-1h: 0.0009, cache-read: 2 }
                """);
        var random = new Random(4711);
        for (int i = 0; i < 500; i++) {
            var usage = steps(random(random, "a"), random(random, "b"), random(random, "a"), random(random, "nobody"));

            var cost = odd.cost(
                    Optional.empty(),
                    PriceTables.served(
                            response("a", usage, Provenance.PARTIAL, 0),
                            Optional.of("batch"),
                            Optional.empty(),
                            Optional.empty()),
                    NOW);

            var parts = cost.byModel();
            assertThat(parts).extracting(Cost.ModelPart::model).containsExactly("a", "b", "other");
            assertThat(parts.stream().map(part -> part.kinds().sum()).reduce(NanoUsd.ZERO, NanoUsd::plus))
                    .isEqualTo(cost.total());
            assertThat(parts.stream().map(Cost.ModelPart::usage).reduce(Usage.NONE, Usage::plus))
                    .isEqualTo(cost.counted());
        }
    }

    private static Iteration random(Random random, String model) {
        return new Iteration(
                Optional.of(model),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9));
    }

    @Test
    void givesWhatRoundingLeftOutToTheLargestKind() {
        var odd = table("""
                default: { input: 0.0015, output: 0.0026, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                """);

        var cost = odd.cost(Optional.of("m"), response("m", usage(1, 0, 0, 0, 1)), NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(4));
        assertThat(cost.byModel()).containsExactly(new Cost.ModelPart("other", usage(1, 0, 0, 0, 1), kinds(1, 3)));
    }

    @Test
    void hasNoPartsWithoutUsage() {
        assertThat(Cost.NONE.byModel()).isEmpty();
    }

    @Test
    void roundsOnceForTheWholeResponse() {
        var halfANano = table("""
                default: { input: 0.0005, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                """);

        var twoHalves = steps(step(Optional.empty(), 1, 0), step(Optional.empty(), 1, 0));

        var two = halfANano.cost(Optional.empty(), response("m", twoHalves, Provenance.PARTIAL, 0), NOW);
        var three = halfANano.cost("m", usage(3, 0, 0, 0, 0), NOW);

        assertThat(List.of(two.total(), three)).containsExactly(new NanoUsd(1), new NanoUsd(2));
    }

    @Test
    void pricesIterationsEachAtItsOwnModelAndNotTheTopLevelCounts() {
        var facts = response("big", steps(step(Optional.of("cut"), 100, 10), step(Optional.empty(), 200, 20)));

        var cost = TABLE.cost(Optional.of("nobody"), facts, NOW);

        assertThat(cost)
                .isEqualTo(new Cost(
                        new NanoUsd(300_000 + 1_200_000),
                        true,
                        usage(300, 0, 0, 0, 30),
                        List.of(
                                new Cost.CostLine(
                                        "cut",
                                        usage(100, 0, 0, 0, 10),
                                        new NanoUsd(300_000),
                                        NanoUsd.ZERO,
                                        kinds(200_000, 100_000)),
                                new Cost.CostLine(
                                        "big",
                                        usage(200, 0, 0, 0, 20),
                                        new NanoUsd(1_200_000),
                                        NanoUsd.ZERO,
                                        kinds(800_000, 400_000)))));
    }

    @Test
    void choosesTheBandOfEachIterationSeparately() {
        var facts = response("banded", steps(step(Optional.empty(), 60_000, 1), step(Optional.empty(), 60_000, 1)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(2 * (6_000_000 + 500)));
    }

    @Test
    void countsADeclinedAttemptWithoutChargingIt() {
        var facts = response("big", steps(step(Optional.of("cut"), 100, 0), step(Optional.empty(), 100, 1)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(List.of(cost.total(), cost.counted())).containsExactly(new NanoUsd(420_000), usage(200, 0, 0, 0, 1));
    }

    @Test
    void chargesTheLastIterationWithoutOutputAsItMayWarmTheCache() {
        var facts = response("big", steps(step(Optional.empty(), 100, 0)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(400_000));
    }

    @Test
    void raisesAPartialOutputToTheRelayedText() {
        var partial = response("big", usage(0, 0, 0, 0, 3), Provenance.PARTIAL, 10);
        var exact = response("big", usage(0, 0, 0, 0, 3), Provenance.EXACT, 10);

        var outputs = List.of(
                TABLE.cost(Optional.empty(), partial, NOW).counted().output(),
                TABLE.cost(Optional.empty(), exact, NOW).counted().output());

        assertThat(outputs).containsExactly(10L, 3L);
    }

    @Test
    void raisesTheLastIterationOfAPartialResponse() {
        var usage = steps(step(Optional.of("cut"), 0, 4), step(Optional.empty(), 0, 1));

        var cost = TABLE.cost(Optional.empty(), response("big", usage, Provenance.PARTIAL, 10), NOW);

        assertThat(cost.lines()).extracting(line -> line.usage().output()).containsExactly(4L, 6L);
    }

    @Test
    void keepsAPartialOutputAboveTheFloor() {
        var cost = TABLE.cost(Optional.empty(), response("big", usage(0, 0, 0, 0, 11), Provenance.PARTIAL, 10), NOW);

        assertThat(cost.counted().output()).isEqualTo(11);
    }

    @Test
    void addsWebSearchesWithoutFactors() {
        var searched = served(
                response("big", new Usage(1, 0, 0, 0, 0, 3, List.of())),
                Optional.of("batch"),
                Optional.empty(),
                Optional.empty());

        var cost = TABLE.cost(Optional.empty(), searched, NOW);

        assertThat(List.of(cost.total(), cost.known())).containsExactly(new NanoUsd(30_000_000 + 2_000), true);
    }

    @Test
    void reportsAnUnknownPriceWhereSearchesHaveNone() {
        var noSearches = table("""
                default: { input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                models:
                  - { id: m, rates: [{ input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }] }
                """);

        var without = noSearches.cost(Optional.empty(), response("m", usage(1, 0, 0, 0, 0)), NOW);
        var with = noSearches.cost(Optional.empty(), response("m", new Usage(1, 0, 0, 0, 0, 1, List.of())), NOW);

        assertThat(List.of(without.known(), with.known())).containsExactly(true, false);
    }
}
