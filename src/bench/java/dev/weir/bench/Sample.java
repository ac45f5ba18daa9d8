package dev.weir.bench;

/**
 * One measurement.
 *
 * @param round from 1
 * @param target its name
 * @param cpuMicros CPU time per completed request, in microseconds; 0 for the mock itself, whose process also measures
 * @param requestsPerSecond completed
 * @param residentMb memory right after it
 */
record Sample(
        int round, Workload workload, String target, double cpuMicros, double requestsPerSecond, long residentMb) {}
