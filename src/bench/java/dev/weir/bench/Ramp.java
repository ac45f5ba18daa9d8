package dev.weir.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Doubles the rate of arrival, from 250 requests per second on, until each target is past its knee: it serves less than
 * 95 % in time, or one request of a hundred takes more than 50 ms. At each rate all targets come one after the other.
 */
final class Ramp {
    private static final byte[] BODY = Workload.JSON_1K.body();
    private static final int FIRST_RATE = 250;
    private static final int LAST_RATE = 64_000;
    private static final int SECONDS = 10;
    private static final double LEAST_SERVED = 0.95;
    private static final long MOST_P99 = 50_000;

    private final PrintStream progress;

    /**
     * What one target did at one rate.
     *
     * @param rate requests per second
     * @param latency from the intended start
     */
    record RampStep(String target, int rate, OpenLoop.RateLatency latency) {
        /** Whether the target could not keep up. */
        boolean isPastKnee() {
            return latency.served() < LEAST_SERVED * latency.intended() || latency.p99() > MOST_P99;
        }
    }

    /** Makes it. */
    Ramp(PrintStream progress) {
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param targets the mock itself first: past its knee, the load or the mock is the limit, and the ramp ends
     */
    List<RampStep> run(List<Target> targets) {
        // Warms the client
        measure(targets.getFirst(), FIRST_RATE);
        List<RampStep> steps = new ArrayList<>();
        List<Target> rest = new ArrayList<>(targets);
        for (int rate = FIRST_RATE; rate <= LAST_RATE && isWorthwhile(rest, targets.getFirst()); rate *= 2) {
            for (Target target : List.copyOf(rest)) {
                RampStep step = measure(target, rate);
                steps.add(step);
                if (step.isPastKnee()) {
                    rest.remove(target);
                }
                if (!rest.contains(targets.getFirst())) {
                    return steps; // from here on it is the load that is measured
                }
            }
        }
        return steps;
    }

    private static boolean isWorthwhile(List<Target> rest, Target mock) {
        return rest.contains(mock) && rest.size() > 1;
    }

    private RampStep measure(Target target, int rate) {
        OpenLoop.RateLatency latencies = new OpenLoop().run(target, BODY, rate, SECONDS);
        progress.printf(
                Locale.ROOT, "%d/s: %s, p50 %d µs, p99 %d µs%n", rate, target.name(), latencies.p50(), latencies.p99());
        return new RampStep(target.name(), rate, latencies);
    }
}
