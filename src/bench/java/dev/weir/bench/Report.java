package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures as Markdown. */
record Report(BenchResult result) {
    /** The target that all others are compared with. */
    static final String BASE = "nginx";

    private static final double QUIET = 4;

    /** Returns the text, a table for each workload that was measured. */
    String markdown() {
        List<Double> loads = result.measured().loads();
        String programs = String.join(", ", result.versions().byProgram().values());
        return String.format(
                        Locale.ROOT,
                        "`%s` on %s.%n%s, %s.%nLoad average %.2f before, %.2f after, %.2f at most.%s%s%n",
                        result.command(),
                        result.date(),
                        result.machine().description(),
                        programs,
                        loads.getFirst(),
                        loads.getLast(),
                        most(),
                        unsettled(),
                        warning())
                + result.workloads().stream().map(this::table).collect(Collectors.joining())
                + OpenStreamsTable.of(result.measured().openStreams())
                + RampTable.of(result.measured().ramp());
    }

    private double most() {
        return result.measured().loads().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    private String unsettled() {
        return result.measured().unsettled().isEmpty()
                ? ""
                : String.format(
                        "%nNot at a lasting speed after the warm-up: %s.",
                        String.join("; ", result.measured().unsettled()));
    }

    private String warning() {
        return most() > QUIET
                ? String.format(
                        Locale.ROOT,
                        "%n**The machine was busy with other work (load above %.0f): conclude nothing from "
                                + "these figures.**",
                        QUIET)
                : "";
    }

    private String table(Workload workload) {
        return String.format(
                        Locale.ROOT,
                        "%n| %s | CPU per %s, µs | min | max | ratio to %s | JIT, µs | %s/s | RSS, MB |%n"
                                + "|---|--:|--:|--:|--:|--:|--:|--:|%n",
                        workload.title(),
                        workload.unit(),
                        BASE,
                        workload.isPaced() ? "events" : "req")
                + result.targets().stream()
                        .filter(target -> workload.isFor(target.kind()))
                        .map(target -> row(workload, target.name()))
                        .collect(Collectors.joining());
    }

    private String row(Workload workload, String target) {
        List<Sample> samples = result.samples(workload, target);
        if (samples.isEmpty()) {
            return String.format(Locale.ROOT, "| %s | not served | – | – | – | – | – | – |%n", target);
        }
        Figures figures = Figures.of(samples, result.samples(workload, BASE));
        if (!samples.getFirst().hasProcess()) {
            return String.format(
                    Locale.ROOT, "| %s | – | – | – | – | – | %,.0f | – |%n", target, figures.requestsPerSecond());
        }
        String ratio =
                figures.ratio().map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("–");
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %s | %.1f | %,.0f | %d |%n",
                target,
                figures.median(),
                figures.min(),
                figures.max(),
                ratio,
                figures.jit(),
                figures.requestsPerSecond(),
                figures.residentMb());
    }
}
