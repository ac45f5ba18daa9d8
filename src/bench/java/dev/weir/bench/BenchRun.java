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

/**
 * The measuring: a warm-up, then what the course wants; the usual one has rounds in which every workload meets every
 * target once, in an order drawn anew. For one run.
 */
final class BenchRun {
    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 60;

    private final BenchOptions options;
    private final StepMeasurement measurement;
    private final PrintStream progress;
    private final List<Double> loads = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();
    private final Map<BenchStep, Integer> seconds = new HashMap<>();

    /** Makes the course of a run. */
    BenchRun(BenchOptions options, StepMeasurement measurement, PrintStream progress) {
        this.options = options;
        this.measurement = measurement;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param open streams of the mock
     * @throws IOException where a request failed
     */
    Measurements run(List<Target> targets, OpenResponses open) throws IOException {
        loads.add(Machine.load());
        List<BenchStep> steps = steps(targets);
        for (BenchStep step : steps) {
            BenchWarmUp.WarmRate rate = new BenchWarmUp(measurement, options.warmUp(), progress).run(step);
            seconds.put(step, secondsFor(options.requests(), rate.perSecond()));
            if (!rate.isSettled()) {
                unsettled.add(step.description());
            }
        }
        List<Sample> samples = List.of();
        List<OpenStreams.StreamCost> costs = new ArrayList<>();
        List<Ramp.RampStep> ramp = List.of();
        switch (options.course()) {
            case Course.Rounds _ -> samples = rounds(steps);
            case Course.OpenStreams(int streams) -> {
                OpenStreams measured = new OpenStreams(open, streams, progress);
                for (BenchStep step : steps) {
                    if (step.target().process().isPresent()) {
                        costs.add(measured.run(step.target()));
                    }
                }
            }
            case Course.Ramp _ ->
                ramp = new Ramp(progress)
                        .run(steps.stream().map(BenchStep::target).toList());
        }
        loads.add(Machine.load());
        return new Measurements(loads, unsettled, samples, costs, ramp);
    }

    private List<Sample> rounds(List<BenchStep> steps) throws IOException {
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
        return samples;
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
