package dev.weir.bench;

/** One workload against one target. */
record BenchStep(Workload workload, Target target) {
    /** Returns both as messages name them. */
    String description() {
        return target.name() + ", " + workload.title();
    }
}
