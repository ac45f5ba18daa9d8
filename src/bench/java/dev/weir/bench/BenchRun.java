package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** The measuring: a warm-up, then rounds in which every workload meets every target once, in an order drawn anew. */
final class BenchRun {
    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 60;

    private final BenchOptions options;
    private final StepMeasurement measurement;
    private final PrintStream progress;

    /**
     * What came of it.
     *
     * @param loads load average before the warm-up, before each round and at the end
     * @param unsettled what the warm-up did not bring to a lasting speed
     */
    record WorkloadRun(List<Sample> samples, List<Double> loads, List<String> unsettled) {
        WorkloadRun {
            samples = List.copyOf(samples);
            loads = List.copyOf(loads);
            unsettled = List.copyOf(unsettled);
        }
    }

    /** Makes the course of a run. */
    BenchRun(BenchOptions options, StepMeasurement measurement, PrintStream progress) {
        this.options = options;
        this.measurement = measurement;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IOException where a request failed
     */
    WorkloadRun run(List<Target> targets) throws IOException {
        List<Double> loads = new ArrayList<>();
        loads.add(Machine.load());
        List<BenchStep> steps = steps(targets);
        List<String> unsettled = new ArrayList<>();
        Map<BenchStep, Integer> seconds = new HashMap<>();
        BenchWarmUp warmUp = new BenchWarmUp(measurement, options.warmUp(), progress);
        for (BenchStep step : steps) {
            BenchWarmUp.WarmRate outcome = warmUp.run(step);
            seconds.put(step, secondsFor(options.requests(), outcome.perSecond()));
            if (!outcome.isSettled()) {
                unsettled.add(step.description());
            }
        }
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(options.seed());
        for (int round = 1; round <= options.rounds(); round++) {
            loads.add(Machine.load());
            progress.printf(Locale.ROOT, "round %d of %d, load %.2f%n", round, options.rounds(), loads.getLast());
            Collections.shuffle(steps, random);
            for (BenchStep step : steps) {
                int duration = seconds.getOrDefault(step, LEAST_SECONDS);
                samples.add(measurement.run(round, step, duration).sample());
            }
        }
        loads.add(Machine.load());
        return new WorkloadRun(samples, loads, unsettled);
    }

    private List<BenchStep> steps(List<Target> targets) {
        List<BenchStep> steps = new ArrayList<>();
        for (Workload workload : options.workloadsInOrder()) {
            targets.stream()
                    .filter(target -> target.serves(workload))
                    .forEach(target -> steps.add(new BenchStep(workload, target)));
        }
        return steps;
    }

    /** Returns how many seconds a number of requests takes, 2 to 60. */
    static int secondsFor(long requests, double requestsPerSecond) {
        return (int) Math.clamp(Math.ceil(requests / requestsPerSecond), LEAST_SECONDS, MOST_SECONDS);
    }
}
