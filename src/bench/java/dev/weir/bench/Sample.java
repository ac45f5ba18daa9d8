package dev.weir.bench;

/**
 * One measurement.
 *
 * @param round from 1
 * @param target its name
 * @param cpuMicros CPU time per completed request without that of the JIT compiler, in microseconds; 0 for the mock
 *     itself, whose process also measures
 * @param jitMicros CPU time of the JIT compiler per completed request, in microseconds; 0 for what is no JVM
 * @param requestsPerSecond completed
 * @param residentMb memory right after it
 */
record Sample(
        int round,
        Workload workload,
        String target,
        double cpuMicros,
        double jitMicros,
        double requestsPerSecond,
        long residentMb) {
    /** Whether it is of a process of its own, unlike the mock. */
    boolean hasProcess() {
        return residentMb > 0;
    }
}
