package dev.weir.e2e;

import dev.weir.quota.RedisQuotaLimiter;
import dev.weir.quota.store.redis.RedisWithReplicas;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A gateway over a master that Sentinel watches, which is lost. */
@QuarkusTest
@WithTestResource(LostMasterResource.class)
class SentinelQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    RedisWithReplicas redis;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    RedisQuotaLimiter limiter;

    @Test
    void chargesEveryTeamOnceThoughAMasterIsLost() {
        new LostMaster(environment, redis, limiter).play();
    }
}
