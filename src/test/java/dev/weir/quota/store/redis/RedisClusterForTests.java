package dev.weir.quota.store.redis;

import dev.weir.quota.store.FutureResults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three masters, each with a replica, on 127.0.0.1. */
public final class RedisClusterForTests implements RedisWithReplicas {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final List<RedisServerForTests> masters = nodes();
    private final List<RedisServerForTests> replicas = nodes();

    private RedisClusterForTests() {}

    /** Starts a cluster and returns once all its nodes see it whole. */
    public static RedisClusterForTests start() {
        RedisClusterForTests cluster = new RedisClusterForTests();
        cluster.shareSlots();
        cluster.meet();
        cluster.replicate();
        FutureResults.until(
                BOUND,
                "all nodes see a whole cluster",
                () -> cluster.all().allMatch(RedisClusterForTests::isWhole)
                        && cluster.masters.stream().allMatch(RedisServerForTests::isCopied));
        return cluster;
    }

    List<String> urls() {
        return all().map(RedisServerForTests::url).toList();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("quarkus.redis.client-type", "cluster", "quarkus.redis.hosts", String.join(",", urls()));
    }

    @Override
    public void killMaster() {
        RedisServerForTests master = masters.getFirst();
        FutureResults.until(BOUND, "the replica has caught up", master::isCopied);
        master.kill();
    }

    @Override
    public void close() {
        all().forEach(RedisServerForTests::close);
    }

    /** Each master gets its share of the slots, and an epoch of its own, so that they agree at once. */
    private void shareSlots() {
        for (int at = 0; at < MASTERS; at++) {
            String slots = IntStream.range(at * SLOTS / MASTERS, (at + 1) * SLOTS / MASTERS)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            masters.get(at).command("CLUSTER ADDSLOTS " + slots);
            masters.get(at).command("CLUSTER SET-CONFIG-EPOCH " + (at + 1));
        }
    }

    private void meet() {
        all().skip(1)
                .forEach(node -> node.command(
                        "CLUSTER MEET 127.0.0.1 " + masters.getFirst().port()));
        FutureResults.until(
                BOUND, "all nodes know each other", () -> all().allMatch(node -> knownBy(node) == 2 * MASTERS));
    }

    private void replicate() {
        for (int at = 0; at < MASTERS; at++) {
            String[] id = masters.get(at).sendLine("CLUSTER MYID").split("\r\n", -1);
            replicas.get(at).command("CLUSTER REPLICATE " + id[1]);
        }
    }

    private static long knownBy(RedisServerForTests node) {
        return nodesKnownBy(node).filter(line -> line.contains(" connected")).count();
    }

    private static boolean isWhole(RedisServerForTests node) {
        return node.sendLine("CLUSTER INFO").contains("cluster_state:ok")
                && nodesKnownBy(node).filter(line -> line.contains("slave")).count() == MASTERS;
    }

    private static Stream<String> nodesKnownBy(RedisServerForTests node) {
        return node.sendLine("CLUSTER NODES").lines();
    }

    private static List<RedisServerForTests> nodes() {
        return Stream.generate(
                        () -> RedisServerForTests.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
                .limit(MASTERS)
                .toList();
    }

    private Stream<RedisServerForTests> all() {
        return Stream.concat(masters.stream(), replicas.stream());
    }
}
