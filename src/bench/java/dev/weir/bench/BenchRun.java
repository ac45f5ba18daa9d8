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
    private static final int WARM_UP_REQUESTS = 200_000;
    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 60;

    private final BenchOptions options;
    private final Wrk wrk;
    private final PrintStream progress;
    private final Map<BenchStep, Integer> seconds = new HashMap<>();

    /** One workload against one target. */
    private record BenchStep(Workload workload, Target target) {}

    /**
     * What came of it.
     *
     * @param loads load average before the warm-up, before each round and at the end
     */
    record WorkloadRun(List<Sample> samples, List<Double> loads) {
        WorkloadRun {
            samples = List.copyOf(samples);
            loads = List.copyOf(loads);
        }
    }

    /** Makes the course of a run. */
    BenchRun(BenchOptions options, Wrk wrk, PrintStream progress) {
        this.options = options;
        this.wrk = wrk;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IOException where a request failed
     */
    WorkloadRun run(List<Target> targets) throws IOException {
        List<BenchStep> steps = new ArrayList<>();
        for (Workload workload : Workload.values()) {
            targets.stream()
                    .filter(target -> !target.unserved().contains(workload))
                    .forEach(target -> steps.add(new BenchStep(workload, target)));
        }
        List<Double> loads = new ArrayList<>();
        loads.add(Machine.load());
        for (BenchStep step : steps) {
            warmUp(step);
        }
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(options.seed());
        for (int round = 1; round <= options.rounds(); round++) {
            loads.add(Machine.load());
            progress.printf(Locale.ROOT, "round %d of %d, load %.2f%n", round, options.rounds(), loads.getLast());
            Collections.shuffle(steps, random);
            for (BenchStep step : steps) {
                samples.add(measure(round, step));
            }
        }
        loads.add(Machine.load());
        return new WorkloadRun(samples, loads);
    }

    /** Sends at least 200,000 requests, and learns how long the wanted number takes. */
    private void warmUp(BenchStep step) throws IOException {
        progress.printf(
                "warm-up: %s, %s%n", step.target().name(), step.workload().title());
        WrkOutput first = wrk.run(step.target(), step.workload(), LEAST_SECONDS);
        long missing = WARM_UP_REQUESTS - first.requests();
        double rate = first.requestsPerSecond();
        if (missing > 0) {
            rate = wrk.run(step.target(), step.workload(), secondsFor(missing, rate))
                    .requestsPerSecond();
        }
        seconds.put(step, secondsFor(options.requests(), rate));
    }

    private Sample measure(int round, BenchStep step) throws IOException {
        Target target = step.target();
        int duration = seconds.getOrDefault(step, LEAST_SECONDS);
        if (target.process().isEmpty()) {
            WrkOutput direct = wrk.run(target, step.workload(), duration);
            return new Sample(round, step.workload(), target.name(), 0, 0, direct.requestsPerSecond(), 0);
        }
        ProcessTree process = target.process().orElseThrow();
        long before = process.cpuMicros();
        long jitBefore = process.jitMicros();
        WrkOutput output = wrk.run(target, step.workload(), duration);
        long jit = process.jitMicros() - jitBefore;
        long others = process.cpuMicros() - before - jit;
        return new Sample(
                round,
                step.workload(),
                target.name(),
                others / (double) output.requests(),
                jit / (double) output.requests(),
                output.requestsPerSecond(),
                process.residentMb());
    }

    /** Returns how many seconds a number of requests takes, 2 to 60. */
    static int secondsFor(long requests, double requestsPerSecond) {
        return (int) Math.clamp(Math.ceil(requests / requestsPerSecond), LEAST_SECONDS, MOST_SECONDS);
    }
}
