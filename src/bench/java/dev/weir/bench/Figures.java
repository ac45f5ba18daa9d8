package dev.weir.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the samples of one target under one workload come to.
 *
 * @param median of the CPU time per request without the JIT compiler, in microseconds
 * @param ratio median over the rounds of its CPU time divided by that of the base in the same round; empty without a
 *     base
 * @param jit median of the CPU time of the JIT compiler per request, in microseconds
 * @param requestsPerSecond median
 * @param residentMb the most seen
 */
record Figures(
        double median,
        double min,
        double max,
        Optional<Double> ratio,
        double jit,
        double requestsPerSecond,
        long residentMb) {
    /**
     * Sums samples up.
     *
     * @param samples of one target under one workload, at least one
     * @param base samples of the target compared with, under the same workload
     */
    static Figures of(List<Sample> samples, List<Sample> base) {
        return new Figures(
                median(samples, Sample::cpuMicros),
                samples.stream().mapToDouble(Sample::cpuMicros).min().orElseThrow(),
                samples.stream().mapToDouble(Sample::cpuMicros).max().orElseThrow(),
                ratio(samples, base),
                median(samples, Sample::jitMicros),
                median(samples, Sample::requestsPerSecond),
                samples.stream().mapToLong(Sample::residentMb).max().orElseThrow());
    }

    /**
     * Returns the middle value, or the mean of the two middle ones.
     *
     * @throws IllegalArgumentException for no values
     */
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return median(samples.stream().map(value::applyAsDouble).toList());
    }

    private static Optional<Double> ratio(List<Sample> samples, List<Sample> base) {
        Map<Integer, Sample> byRound = base.stream().collect(Collectors.toMap(Sample::round, Function.identity()));
        List<Double> ratios = samples.stream()
                .flatMap(sample -> Optional.ofNullable(byRound.get(sample.round())).stream()
                        .filter(other -> other.cpuMicros() > 0)
                        .map(other -> sample.cpuMicros() / other.cpuMicros()))
                .toList();
        return ratios.isEmpty() ? Optional.empty() : Optional.of(median(ratios));
    }
}
