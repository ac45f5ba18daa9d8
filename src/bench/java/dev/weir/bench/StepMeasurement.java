package dev.weir.bench;

import java.io.IOException;

/**
 * Measures one step: the CPU time of the target's processes while the load runs.
 *
 * @param wrk the load of whole requests
 * @param paced the load of paced streams
 */
record StepMeasurement(Load wrk, Load paced) {
    /**
     * What one step brought.
     *
     * @param served by the target
     * @param sample of it
     */
    record Measured(Load.LoadResult served, Sample sample) {}

    /**
     * Measures for some seconds.
     *
     * @throws IOException where a request was not served as the workload expects
     */
    Measured run(int round, BenchStep step, int seconds) throws IOException {
        Workload workload = step.workload();
        Target target = step.target();
        Load load = workload.isPaced() ? paced : wrk;
        if (target.process().isEmpty()) {
            Load.LoadResult direct = load.run(step, seconds);
            return new Measured(direct, new Sample(round, workload, target.name(), 0, 0, direct.perSecond(), 0));
        }
        ProcessTree process = target.process().orElseThrow();
        long before = process.cpuMicros();
        long jitBefore = process.jitMicros();
        Load.LoadResult served = load.run(step, seconds);
        long jit = process.jitMicros() - jitBefore;
        long others = process.cpuMicros() - before - jit;
        double units = served.units();
        return new Measured(
                served,
                new Sample(
                        round,
                        workload,
                        target.name(),
                        others / units,
                        jit / units,
                        served.perSecond(),
                        process.residentMb()));
    }
}
