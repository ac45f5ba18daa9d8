package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The figures as Markdown.
 *
 * @param command that repeats the run
 * @param date of the run, as in 2026-11-24
 * @param machine what it was made on
 * @param loads load averages during the run, from before it to after it; at least one
 */
record Report(String command, String date, String machine, List<Double> loads) {
    /** The target that all others are compared with. */
    static final String BASE = "nginx";

    private static final double QUIET = 4;

    Report {
        loads = List.copyOf(loads);
    }

    /** Returns the text, a table for each workload that was measured. */
    String markdown(List<Sample> samples, List<String> targets) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "`%s` on %s.%n%s.%nLoad average %.2f before, %.2f after, %.2f at most.%s%n",
                command,
                date,
                machine,
                loads.getFirst(),
                loads.getLast(),
                most(),
                warning()));
        for (Workload workload : Workload.values()) {
            List<Sample> some = samples.stream()
                    .filter(sample -> sample.workload() == workload)
                    .toList();
            if (!some.isEmpty()) {
                text.append(table(workload, some, targets));
            }
        }
        return text.toString();
    }

    private double most() {
        return loads.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
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

    private static String table(Workload workload, List<Sample> samples, List<String> targets) {
        return String.format(
                        Locale.ROOT,
                        "%n| %s | CPU per request, µs | min | max | ratio to %s | JIT, µs | req/s | RSS, MB |%n"
                                + "|---|--:|--:|--:|--:|--:|--:|--:|%n",
                        workload.title(),
                        BASE)
                + targets.stream().map(target -> row(target, samples)).collect(Collectors.joining());
    }

    private static String row(String target, List<Sample> samples) {
        List<Sample> some = of(target, samples);
        if (some.isEmpty()) {
            return String.format(Locale.ROOT, "| %s | not served | – | – | – | – | – | – |%n", target);
        }
        Figures figures = Figures.of(some, of(BASE, samples));
        if (figures.residentMb() == 0) {
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

    private static List<Sample> of(String target, List<Sample> samples) {
        return samples.stream().filter(sample -> sample.target().equals(target)).toList();
    }
}
