package dev.weir.quota.estimate;

/**
 * A moving mean and deviation, both weighted towards the latest values. Not safe for use by many threads.
 *
 * <p>Source of the method: exponentially weighted moving averages, as TCP keeps of round trips (RFC 6298).
 */
final class MovingAverage {
    private static final double WEIGHT = 0.1;
    private static final double SIGMAS = 2;

    private long count;
    private double mean;
    private double variance;

    void add(double value) {
        count++;
        // The first values count as in a plain mean: a single one must not rule for long
        double weight = Math.max(WEIGHT, 1.0 / count);
        double difference = value - mean;
        mean += weight * difference;
        variance = (1 - weight) * (variance + weight * difference * difference);
    }

    /** Returns how many values were added. */
    long count() {
        return count;
    }

    /** Returns what some 97 in 100 values exceed. */
    double low() {
        return mean - SIGMAS * Math.sqrt(variance);
    }

    /** Returns what some 97 in 100 values do not exceed. */
    double high() {
        return mean + SIGMAS * Math.sqrt(variance);
    }
}
