package dev.weir.wiring;

import dev.weir.audit.AuditLog;
import dev.weir.messages.RequestReader;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.AttemptRecorder;
import dev.weir.pipeline.BodyDeadline;
import dev.weir.pipeline.KeyShares;
import dev.weir.pipeline.RequestReceiver;
import dev.weir.pipeline.UpstreamFaultLog;
import dev.weir.pipeline.UpstreamSender;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.ConnectionCounts;
import dev.weir.upstream.UpstreamClient;
import dev.weir.upstream.UpstreamKeys;
import dev.weir.upstream.keys.KeyPool;
import dev.weir.upstream.keys.KeyTier;
import dev.weir.upstream.keys.PoolKey;
import dev.weir.upstream.keys.RateLimitKind;
import dev.weir.upstream.retry.OutcomeClassifier;
import dev.weir.upstream.retry.ResendShare;
import dev.weir.upstream.retry.RetryBudget;
import dev.weir.upstream.retry.RetryPolicy;
import dev.weir.upstream.retry.RetryRules;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** Puts together what sends requests upstream. */
final class UpstreamWiring {
    /** Retries per hundred requests. */
    private static final int RETRY_PERCENT = 20;

    /** Retries per second besides those, so that one request alone can be retried. */
    private static final int RETRIES_PER_SECOND = 3;

    @Produces
    @Singleton
    UpstreamClient client(Vertx vertx, WeirConfig config, MeterRegistry registry) {
        UpstreamClient client = new UpstreamClient(
                vertx,
                config.timeout(),
                config.headers(),
                SettingsLocation.ofProcess().upstreams(config));
        client.connections().forEach((upstream, counts) -> gauges(upstream, counts, registry));
        return client;
    }

    private static void gauges(String upstream, ConnectionCounts counts, MeterRegistry registry) {
        Map<String, IntSupplier> states =
                Map.of("used", counts::used, "idle", counts::idle, "waiting", counts::waiting);
        states.forEach((state, count) -> Gauge.builder("weir.upstream.connections", count::getAsInt)
                .tags("upstream", upstream, "state", state)
                .register(registry));
    }

    @Produces
    @Singleton
    KeyPool keys(WeirConfig config, FilesInForce files, Clock clock, MeterRegistry registry) {
        List<KeyTier> tiers = UpstreamKeys.tiers(config.upstreams(), files.upstreamKeys(), config.breaker());
        KeyPool pool = new KeyPool(tiers, clock, System::nanoTime);
        pool.keys().forEach(key -> gauges(key, registry));
        return pool;
    }

    private static void gauges(PoolKey key, MeterRegistry registry) {
        Gauge.builder("weir.upstream.key.state", () -> key.isInUse() ? 1 : 0)
                .tags("upstream", key.upstream(), "key", key.name())
                .register(registry);
        for (RateLimitKind kind : RateLimitKind.values()) {
            Gauge.builder(
                            "weir.upstream.ratelimit.remaining",
                            () -> key.remaining(kind).stream()
                                    .asDoubleStream()
                                    .findFirst()
                                    .orElse(Double.NaN))
                    .tags("upstream", key.upstream(), "key", key.name(), "kind", kind.label())
                    .register(registry);
        }
    }

    @Produces
    @Singleton
    RetryRules retryRules(WeirConfig config, MeterRegistry registry) {
        RetryBudget budget = new RetryBudget(RETRY_PERCENT, RETRIES_PER_SECOND, System::nanoTime);
        Gauge.builder("weir.retry.budget.remaining.ratio", budget::remaining).register(registry);
        RandomGenerator random = new SecureRandom();
        return new RetryRules(
                new OutcomeClassifier(config.retry().on()),
                new RetryPolicy(config.retry(), random),
                budget,
                new ResendShare());
    }

    @Produces
    @Singleton
    UpstreamSender sender(
            UpstreamClient client, KeyPool keys, RetryRules rules, WeirMetrics metrics, AuditLog audit, Clock clock) {
        keys.keys().forEach(key -> metrics.mayBeRejected(key.upstream(), key.name()));
        AttemptRecorder recorder = new AttemptRecorder(metrics, new UpstreamFaultLog(System::nanoTime, audit));
        return new UpstreamSender(client, keys, rules, recorder, clock);
    }

    @Produces
    @Singleton
    RequestReceiver receiver(Vertx vertx, WeirConfig config, KeyShares shares, KeyPool keys) {
        long maxSize = config.body().maxSize().asLongValue();
        RequestReader reader = new RequestReader(config.validation(), maxSize);
        RequestReader fitting = keys.keys().size() > 1 ? reader.digesting() : reader;
        return new RequestReceiver(vertx, fitting, shares, maxSize, BodyDeadline.of(config.body()));
    }
}
