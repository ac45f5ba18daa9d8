package dev.weir.e2e;

import dev.weir.quota.store.redis.RedisClusterForTests;
import dev.weir.quota.store.redis.RedisSentinelForTests;
import dev.weir.quota.store.redis.RedisWithReplicas;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A gateway whose callers have limits, with a Redis that goes on without one of its masters. */
public final class LostMasterResource implements QuarkusTestResourceLifecycleManager {
    /** Argument with which Redis is a cluster; it is a pair under a sentinel else. */
    static final String CLUSTER = "cluster";

    private final GatewayEnvironment environment = new GatewayEnvironment();
    private RedisWithReplicas redis;

    /** Called by Quarkus. */
    @SuppressWarnings("NullAway.Init") // init comes first
    public LostMasterResource() {
        environment.files().writePolicy(QuotaTeams.policy());
    }

    @Override
    public void init(Map<String, String> arguments) {
        redis = arguments.containsKey(CLUSTER) ? RedisClusterForTests.start() : RedisSentinelForTests.start();
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(environment.settings());
        settings.putAll(redis.settings());
        settings.put("weir.quota.lease-time", LostMaster.LEASE_TIME.toString());
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(environment, field -> field.getType().equals(GatewayEnvironment.class));
        injector.injectIntoFields(redis, field -> field.getType().equals(RedisWithReplicas.class));
    }

    @Override
    public void stop() {
        environment.close();
        redis.close();
    }
}
