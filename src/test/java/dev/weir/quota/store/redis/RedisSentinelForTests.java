package dev.weir.quota.store.redis;

import dev.weir.quota.store.FutureResults;
import java.time.Duration;
import java.util.Map;

/** A master, its replica, and a sentinel that makes the replica the master where the master is gone. */
public final class RedisSentinelForTests implements RedisWithReplicas {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String NAME = "weir";

    private final RedisServerForTests master = RedisServerForTests.start();
    private final RedisServerForTests replica =
            RedisServerForTests.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
    private final RedisServerForTests sentinel = RedisServerForTests.startSentinel(NAME, master);

    private RedisSentinelForTests() {}

    /** Starts them and returns once the sentinel knows the replica. */
    public static RedisSentinelForTests start() {
        RedisSentinelForTests all = new RedisSentinelForTests();
        FutureResults.until(BOUND, "the replica has caught up", all.master::isCopied);
        FutureResults.until(
                BOUND,
                "the sentinel knows both",
                () -> all.sentinel
                        .sendLine("SENTINEL replicas " + NAME)
                        .contains(Integer.toString(all.replica.port())));
        return all;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "quarkus.redis.client-type",
                "sentinel",
                "quarkus.redis.hosts",
                sentinel.url(),
                "quarkus.redis.master-name",
                NAME);
    }

    @Override
    public void killMaster() {
        FutureResults.until(BOUND, "the replica has caught up", master::isCopied);
        master.kill();
    }

    /** Returns whether the replica is the master now. */
    boolean isReplicaPromoted() {
        return replica.sendLine("ROLE").contains("master");
    }

    @Override
    public void close() {
        sentinel.close();
        replica.close();
        master.close();
    }
}
