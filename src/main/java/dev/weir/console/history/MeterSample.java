package dev.weir.console.history;

import dev.weir.metering.MeterReading;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the meters showed at one moment. Counters are as they stood, since the start of the process: what happened
 * between two samples is their difference.
 *
 * @param epochSeconds when
 * @param requests exchanges that have ended
 * @param rejected those that Weir rejected as the caller's: invalid, no good key, the plan, a limit
 * @param ownErrors those that failed by Weir: a fault, too much in flight, a shutdown
 * @param upstreamErrors those that failed by the upstream
 * @param inFlight requests in flight
 * @param streams event streams among them
 * @param cacheRead tokens read from the prompt cache
 * @param input all tokens of prompts, those read from and written to the cache included
 * @param output tokens produced
 * @param usd cost
 * @param firstTokens how often the first token took at most so many seconds; the last bound is infinite
 */
public record MeterSample(
        long epochSeconds,
        double requests,
        double rejected,
        double ownErrors,
        double upstreamErrors,
        double inFlight,
        double streams,
        double cacheRead,
        double input,
        double output,
        double usd,
        NavigableMap<Double, Double> firstTokens) {
    /** Outcomes that the caller has to change something about. */
    public static final List<String> REJECTED = List.of("invalid", "unauthenticated", "forbidden", "quota_refused");

    /** Outcomes that whoever runs Weir has to look into. */
    public static final List<String> OWN_ERRORS = List.of("failed", "shed", "drained");

    /** Outcomes for which the upstream is the reason. */
    public static final List<String> UPSTREAM_ERRORS = List.of("upstream_error", "upstream_unreachable", "stream_cut");

    /** Kinds of tokens that make up a prompt. */
    public static final List<String> INPUT_KINDS = List.of("input", "cache_read", "cache_write_5m", "cache_write_1h");

    /** Takes a sample of a reading. */
    public static MeterSample of(long epochSeconds, MeterReading meters) {
        Map<String, Double> outcomes = meters.sums("weir_requests_total", "outcome", Map.of());
        Map<String, Double> tokens = meters.sums("weir_tokens_total", "kind", Map.of());
        return new MeterSample(
                epochSeconds,
                meters.sum("weir_requests_total"),
                sum(outcomes, REJECTED),
                sum(outcomes, OWN_ERRORS),
                sum(outcomes, UPSTREAM_ERRORS),
                meters.sum("weir_requests_in_flight"),
                meters.sum("weir_streams_in_flight"),
                sum(tokens, List.of("cache_read")),
                sum(tokens, INPUT_KINDS),
                sum(tokens, List.of("output")),
                meters.sum("weir_cost_usd_total"),
                meters.buckets("weir_time_to_first_token_seconds"));
    }

    /** Returns the sum of some of the values. */
    public static double sum(Map<String, Double> values, List<String> names) {
        double sum = 0;
        for (String name : names) {
            sum += values.getOrDefault(name, 0.0);
        }
        return sum;
    }

    /**
     * Returns the time to first token that this share of the requests since an earlier sample did not exceed, in
     * seconds; NaN where there was none. Linear within a bucket, as Prometheus' {@code histogram_quantile} has it.
     *
     * @param share 0 to 1
     */
    public double firstToken(double share, MeterSample since) {
        NavigableMap<Double, Double> counts = new TreeMap<>(firstTokens);
        since.firstTokens.forEach((bound, count) -> counts.merge(bound, -count, Double::sum));
        double all = counts.isEmpty() ? 0 : counts.lastEntry().getValue();
        if (all <= 0) {
            return Double.NaN;
        }
        double wanted = share * all;
        double below = 0;
        double countBelow = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            if (bucket.getValue() >= wanted) {
                boolean isLast = Double.isInfinite(bucket.getKey());
                double inside = (wanted - countBelow) / Math.max(1, bucket.getValue() - countBelow);
                return isLast ? below : below + (bucket.getKey() - below) * inside;
            }
            below = bucket.getKey();
            countBelow = bucket.getValue();
        }
        return below;
    }
}
