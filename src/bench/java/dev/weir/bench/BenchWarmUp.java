package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Brings a target to its lasting speed: at least a number of requests of a workload, but no more than a minute of them;
 * then, for at most 20 s, until two measurements of 2 s after one another agree within 3 %.
 */
final class BenchWarmUp {
    private static final int ROUND_SECONDS = 2;
    private static final int MOST_ROUNDS = 10;
    private static final double AGREEMENT = 0.03;

    private final StepMeasurement measurement;
    private final int requests;
    private final PrintStream progress;

    /**
     * How it went.
     *
     * @param perSecond what the target served at last
     * @param isSettled whether two measurements agreed
     */
    record WarmRate(double perSecond, boolean isSettled) {}

    /**
     * Makes it.
     *
     * @param requests at least, where a minute is enough for them
     */
    BenchWarmUp(StepMeasurement measurement, int requests, PrintStream progress) {
        this.measurement = measurement;
        this.requests = requests;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IOException where a request was not served
     */
    WarmRate run(BenchStep step) throws IOException {
        progress.printf("warm-up: %s%n", step.description());
        Load.LoadResult first = measurement.run(0, step, ROUND_SECONDS).served();
        long missing = requests - first.units();
        if (missing > 0) {
            measurement.run(0, step, BenchRun.secondsFor(missing, first.perSecond()));
        }
        StepMeasurement.Measured last = measurement.run(0, step, ROUND_SECONDS);
        for (int round = 1; round < MOST_ROUNDS; round++) {
            StepMeasurement.Measured next = measurement.run(0, step, ROUND_SECONDS);
            if (agree(last.sample().cpuMicros(), next.sample().cpuMicros())) {
                return new WarmRate(next.served().perSecond(), true);
            }
            last = next;
        }
        progress.printf(
                Locale.ROOT,
                "not settled: %s, at %.1f µs%n",
                step.description(),
                last.sample().cpuMicros());
        return new WarmRate(last.served().perSecond(), false);
    }

    /** Whether two CPU times differ by 3 % of the greater one at most. */
    static boolean agree(double one, double other) {
        return Math.abs(one - other) <= AGREEMENT * Math.max(one, other);
    }
}
