package dev.weir.bench;

import java.util.List;

/**
 * All that a run brought.
 *
 * @param command that repeats the run
 * @param date of the run, as in 2026-11-24
 * @param machine what it was made on
 * @param versions of all that took part
 * @param targets in the order of the report, the mock itself first
 * @param loads load averages during the run, from before it to after it; at least one
 * @param unsettled what the warm-up did not bring to a lasting speed, as a target and a workload each
 * @param samples every measurement
 */
record BenchResult(
        String command,
        String date,
        Machine machine,
        Versions versions,
        List<Target> targets,
        List<Double> loads,
        List<String> unsettled,
        List<Sample> samples) {
    BenchResult {
        targets = List.copyOf(targets);
        loads = List.copyOf(loads);
        unsettled = List.copyOf(unsettled);
        samples = List.copyOf(samples);
    }

    /** Returns the samples of one target under one workload. */
    List<Sample> samples(Workload workload, String target) {
        return samples.stream()
                .filter(sample ->
                        sample.workload() == workload && sample.target().equals(target))
                .toList();
    }

    /** Returns the workloads that were measured, in their order. */
    List<Workload> workloads() {
        return samples.stream().map(Sample::workload).distinct().sorted().toList();
    }
}
