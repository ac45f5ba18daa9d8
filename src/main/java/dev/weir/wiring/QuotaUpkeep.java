package dev.weir.wiring;

import dev.weir.check.RedisFailure;
import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.settings.WeirConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * The tasks of limits besides requests: it runs every script once before the first request, renews leases, and sends
 * late charges.
 */
@Singleton
final class QuotaUpkeep {
    private static final Logger LOG = Logger.getLogger(QuotaUpkeep.class);
    private static final long MAX_WARM_UP_SECONDS = 2;
    private static final long MAX_SETTLE_SECONDS = 2;
    private static final long SETTLE_STEP_MILLIS = 10;
    private static final long CATCH_UP_MILLIS = 1_000;
    private static final int RENEWALS_PER_LEASE = 3;

    private final Vertx vertx;
    private final RedisQuotaStore store;
    private final RedisConnections connections;
    private final RedisQuotaLimiter limiter;
    private final WeirConfig config;

    QuotaUpkeep(
            Vertx vertx,
            RedisQuotaStore store,
            RedisConnections connections,
            RedisQuotaLimiter limiter,
            WeirConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.connections = connections;
        this.limiter = limiter;
        this.config = config;
    }

    /** Runs before the port opens. */
    void begin(@Observes StartupEvent event) {
        warmUp();
        vertx.setPeriodic(CATCH_UP_MILLIS, _ -> limiter.catchUp());
        long third = config.quota().leaseTime().toMillis() / RENEWALS_PER_LEASE;
        vertx.setPeriodic(third, _ -> limiter.renew());
    }

    /** Runs after the last request; waits until Redis has all settlements. */
    void end(@Observes ShutdownEvent event) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SETTLE_SECONDS);
        while (limiter.unsettled() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SETTLE_STEP_MILLIS));
        }
        if (limiter.unsettled() > 0) {
            LOG.errorf("Redis does not know what %d requests used; the usage log has them", limiter.unsettled());
        }
        connections.close();
    }

    /** Lets each event loop connect and run each script once; Weir also starts without Redis. */
    private void warmUp() {
        int loops = loops();
        try {
            vertx.deployVerticle(() -> new WarmUp(store), new DeploymentOptions().setInstances(loops))
                    .compose(vertx::undeploy)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(MAX_WARM_UP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("Weir starts degraded: Redis fails, so limits are counted on this replica, as "
                    + "weir.quota.on-outage says: "
                    + RedisFailure.of(failure).text());
            limiter.catchUp();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("deprecation") // gone in Vert.x 5; nothing else tells the number
    private int loops() {
        return (int) StreamSupport.stream(vertx.nettyEventLoopGroup().spliterator(), false)
                .count();
    }

    /** Warms one event loop up. */
    private static final class WarmUp extends AbstractVerticle {
        private final RedisQuotaStore store;

        WarmUp(RedisQuotaStore store) {
            this.store = store;
        }

        @Override
        public void start(Promise<Void> started) {
            store.warmUp().onComplete(started);
        }
    }
}
