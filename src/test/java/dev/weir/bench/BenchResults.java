package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import dev.weir.bench.OpenLoop.RateLatency;
import dev.weir.bench.OpenStreams.Span;
import dev.weir.bench.OpenStreams.StreamCost;
import dev.weir.bench.Ramp.RampStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A run of one round with four targets, the last of which does not serve the workload. */
final class BenchResults {
    private BenchResults() {}

    /** Returns it with these load averages. */
    static BenchResult withLoads(Double... loads) {
        return of(List.of(loads), List.of(), List.of(), List.of());
    }

    /** Returns it with a warm-up that did not bring some to a lasting speed. */
    static BenchResult unsettled(String... steps) {
        return of(List.of(1.0), List.of(steps), List.of(), List.of());
    }

    /** Returns it with open streams of a JVM and of another process. */
    static BenchResult withOpenStreams() {
        Span resident = new Span(10_240, 20_480);
        return of(
                List.of(1.0),
                List.of(),
                List.of(
                        new StreamCost("nginx", 1_000, 0, 5_000, 5_000, resident, Optional.empty(), 12.34),
                        new StreamCost(
                                "weir", 1_000, 1, 5_000, 4_990, resident, Optional.of(new Span(0, 5_120_000)), 20)),
                List.of());
    }

    /** Returns it with a ramp of two rates, the second of which is past the knee of the gateway. */
    static BenchResult withRamp() {
        return of(
                List.of(1.0),
                List.of(),
                List.of(),
                List.of(
                        new RampStep("mock, direct", 250, new RateLatency(100, 200, 2_500, 2_500)),
                        new RampStep("weir", 250, new RateLatency(350, 1_500, 2_500, 2_500)),
                        new RampStep("mock, direct", 500, new RateLatency(110, 220, 5_000, 5_000)),
                        new RampStep("weir", 500, new RateLatency(1_000, 60_000, 5_000, 4_000))));
    }

    private static BenchResult of(
            List<Double> loads, List<String> unsettled, List<StreamCost> costs, List<RampStep> ramp) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("weir", "weir 1.0");
        versions.put("nginx", "nginx/1.22.1");
        return new BenchResult(
                "./weir bench",
                "2026-11-24",
                new Machine(2, "a processor", "6.18", 8_000),
                new Versions(versions),
                List.of(
                        Target.direct(9_100),
                        target(Kind.NGINX, Set.of()),
                        target(Kind.WEIR, Set.of()),
                        target(Kind.PORTKEY, Set.of(Workload.JSON_1K))),
                new Measurements(
                        loads,
                        unsettled,
                        List.of(
                                new Sample(1, Workload.JSON_1K, "mock, direct", 0, 0, 90_000, 0),
                                new Sample(1, Workload.JSON_1K, "nginx", 20, 0, 40_000, 11),
                                new Sample(1, Workload.JSON_1K, "weir", 50, 3.3, 18_000.4, 250)),
                        costs,
                        ramp));
    }

    private static Target target(Kind kind, Set<Workload> unserved) {
        String name = kind.label();
        Recipe recipe = new Recipe(Map.of("a.conf", "port 1;\n"), List.of(name, "-c", "a.conf"), Map.of("x-a", "b"));
        return new Target(name, Optional.of(kind), 9_200, Optional.empty(), recipe, unserved);
    }
}
