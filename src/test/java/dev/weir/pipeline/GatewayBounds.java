package dev.weir.pipeline;

import dev.weir.upstream.keys.BreakerConfig;
import dev.weir.upstream.keys.UpstreamKey;
import dev.weir.upstream.retry.OutcomeClassifier;
import dev.weir.upstream.retry.ResendShare;
import dev.weir.upstream.retry.RetryBudget;
import dev.weir.upstream.retry.RetryConfig;
import dev.weir.upstream.retry.RetryPolicy;
import dev.weir.upstream.retry.RetryRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Settings of a {@link TestGateway} that tests change. */
record GatewayBounds(
        int maxInFlight,
        Duration firstByte,
        int connections,
        int maxAttempts,
        List<String> keyNames,
        BreakerConfig breaker) {
    /** Without retries. */
    static final GatewayBounds USUAL = new GatewayBounds(10, Duration.ofMinutes(1), 10);

    GatewayBounds(int maxInFlight, Duration firstByte, int connections) {
        this(maxInFlight, firstByte, connections, 1, List.of("key"), () -> 20);
    }

    /** With retries, which wait for no time at all, over keys of these names. */
    static GatewayBounds retrying(String... keys) {
        return new GatewayBounds(10, Duration.ofMinutes(1), 10, 3, List.of(keys), () -> 20);
    }

    /** The same, with circuit breakers that stay closed. */
    GatewayBounds withoutBreaker() {
        return new GatewayBounds(maxInFlight, firstByte, connections, maxAttempts, keyNames, () -> 0);
    }

    /** The same, for so many requests at once. */
    GatewayBounds withRoomFor(int requests) {
        return new GatewayBounds(requests, firstByte, requests, maxAttempts, keyNames, breaker);
    }

    Map<String, List<UpstreamKey>> keys(Map<String, String> secrets) {
        return Map.of(
                "main",
                keyNames.stream()
                        .map(name -> new UpstreamKey(name, () -> secrets.getOrDefault(name, "sk-" + name)))
                        .toList());
    }

    RetryRules retryRules(LongSupplier nanos) {
        RetryConfig config = new Retries(Set.of(429, 500, 502, 503, 504, 529), maxAttempts, Duration.ofSeconds(8));
        return new RetryRules(
                new OutcomeClassifier(config.on()),
                new RetryPolicy(config, () -> 0),
                new RetryBudget(20, 3, nanos),
                new ResendShare());
    }

    private record Retries(Set<Integer> on, int maxAttempts, Duration deadline) implements RetryConfig {}
}
