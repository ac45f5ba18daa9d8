package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The steps of a ramp as Markdown: what each target adds to the latency of the mock at the same rate. */
final class RampTable {
    private RampTable() {}

    /**
     * Returns the table; empty without steps.
     *
     * @param steps those of the mock first at each rate
     */
    static String of(List<Ramp.RampStep> steps) {
        if (steps.isEmpty()) {
            return "";
        }
        String mock = steps.getFirst().target();
        return "\n| JSON, body 1 KB, requests per second | target | p50, µs | p99, µs | added p50 | added p99 |\n"
                + "|--:|---|--:|--:|--:|--:|\n"
                + steps.stream()
                        .map(step -> row(step, ofMock(mock, step.rate(), steps)))
                        .collect(Collectors.joining());
    }

    private static Ramp.RampStep ofMock(String mock, int rate, List<Ramp.RampStep> steps) {
        return steps.stream()
                .filter(step -> step.rate() == rate && step.target().equals(mock))
                .findFirst()
                .orElseThrow();
    }

    private static String row(Ramp.RampStep step, Ramp.RampStep mock) {
        OpenLoop.RateLatency latency = step.latency();
        if (step.isPastKnee()) {
            return String.format(
                    Locale.ROOT,
                    "| %,d | %s | past the knee: %,d of %,d served | %,d | – | – |%n",
                    step.rate(),
                    step.target(),
                    latency.served(),
                    latency.intended(),
                    latency.p99());
        }
        String added = step.equals(mock)
                ? "– | –"
                : String.format(
                        Locale.ROOT,
                        "%,d | %,d",
                        latency.p50() - mock.latency().p50(),
                        latency.p99() - mock.latency().p99());
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %,d | %,d | %s |%n",
                step.rate(),
                step.target(),
                latency.p50(),
                latency.p99(),
                added);
    }
}
