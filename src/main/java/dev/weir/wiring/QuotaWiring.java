package dev.weir.wiring;

import dev.weir.audit.AuditLog;
import dev.weir.check.RedisFailure;
import dev.weir.metering.QuotaMetrics;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.LeaseIds;
import dev.weir.quota.QuotaMeter;
import dev.weir.quota.QuotaMeter.LossReason;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.identity.NewSessions;
import dev.weir.quota.identity.NewUsers;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisUserRegistry;
import dev.weir.settings.WeirConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the objects that count limits. */
final class QuotaWiring {
    /** The most users and teams that this replica counts itself while Redis is gone. */
    private static final int MOST_COUNTED = 100_000;

    @Produces
    @Singleton
    RedisConnections redis(
            Vertx vertx, RedisConfig redis, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        String client = RedisConfig.DEFAULT_CLIENT_NAME;
        RedisClientConfig settings = redis.clients().get(client);
        return new RedisConnections(vertx, () -> VertxRedisClientFactory.create(client, vertx, settings, tls, proxies));
    }

    @Produces
    @Singleton
    RedisQuotaStore store(RedisConnections connections, Clock clock) {
        return new RedisQuotaStore(connections, clock);
    }

    @Produces
    @Singleton
    QuotaMetrics quotaMetrics(MeterRegistry registry, Clock clock) {
        return new QuotaMetrics(registry, clock);
    }

    @Produces
    @Singleton
    QuotaMeter meter(QuotaMetrics metrics, AuditLog audit) {
        for (LossReason reason : LossReason.values()) {
            metrics.mayLose(reason.label());
        }
        return new MicrometerQuotaMeter(metrics, audit);
    }

    @Produces
    @Singleton
    GuardedStore guarded(RedisQuotaStore store, WeirConfig config, QuotaMeter meter, MeterRegistry registry) {
        GuardedStore guarded = new GuardedStore(
                store,
                config.quota().storeDeadline(),
                meter,
                cause -> RedisFailure.of(cause).text(),
                System::nanoTime);
        QuotaMetrics.storeState(registry, () -> guarded.state().value());
        return guarded;
    }

    @Produces
    @Singleton
    QuotaSources sources(FilesInForce files, Clock clock) {
        return new QuotaSources(files::prices, files::pseudonyms, new LeaseIds(), clock);
    }

    @Produces
    @Singleton
    RedisQuotaLimiter limiter(GuardedStore store, WeirConfig config, QuotaSources sources, QuotaMeter meter) {
        return RedisQuotaLimiter.over(
                store, new InMemoryQuotaStore(sources.clock()::millis, MOST_COUNTED), config.quota(), sources, meter);
    }

    @Produces
    @Singleton
    NewUsers newUsers(RedisConnections connections, GuardedStore store, WeirConfig config, QuotaSources sources) {
        int perDay = config.identity().newUsersPerDay();
        return new NewUsers(new RedisUserRegistry(connections), store, perDay, sources);
    }

    @Produces
    @Singleton
    NewSessions newSessions(RedisConnections connections, GuardedStore store, WeirConfig config, QuotaSources sources) {
        RedisUserRegistry registry = new RedisUserRegistry(connections, NewSessions.REMEMBERED_DAYS);
        return new NewSessions(registry, store, config.identity().newSessionsPerDay(), sources);
    }
}
