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
 * @param measured in it
 */
record BenchResult(
        String command, String date, Machine machine, Versions versions, List<Target> targets, Measurements measured) {
    BenchResult {
        targets = List.copyOf(targets);
    }

    /** Returns the samples of one target under one workload. */
    List<Sample> samples(Workload workload, String target) {
        return measured.samples().stream()
                .filter(sample ->
                        sample.workload() == workload && sample.target().equals(target))
                .toList();
    }

    /** Returns the workloads that were measured, in their order. */
    List<Workload> workloads() {
        return measured.samples().stream()
                .map(Sample::workload)
                .distinct()
                .sorted()
                .toList();
    }
}
