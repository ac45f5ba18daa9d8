package dev.weir.quota.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three masters, each with a replica, on 127.0.0.1; of the installed Redis, as they need {@code redis-cli} too. */
final class RedisClusterForTests implements AutoCloseable {
    private static final int NODES = 6;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");
    private static final Pattern REPLICA_OFFSET = Pattern.compile("slave0:.*,offset=(\\d+)");

    private final List<RedisServerForTests> nodes;

    private RedisClusterForTests(List<RedisServerForTests> nodes) {
        this.nodes = List.copyOf(nodes);
        List<String> create = new ArrayList<>(List.of("--cluster", "create"));
        nodes.forEach(node -> create.add("127.0.0.1:" + node.port()));
        create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
        run(create);
        Awaiting.until(
                BOUND, "all nodes see a whole cluster", () -> nodes.stream().allMatch(RedisClusterForTests::isWhole));
    }

    /** Starts a cluster; empty where no Redis is installed. */
    static Optional<RedisClusterForTests> start() {
        List<RedisServerForTests> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            RedisServerForTests.startInstalled("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
                    .ifPresent(nodes::add);
        }
        return nodes.size() == NODES ? Optional.of(new RedisClusterForTests(nodes)) : Optional.empty();
    }

    List<String> urls() {
        return nodes.stream().map(RedisServerForTests::url).toList();
    }

    /** Kills a master once its replica has all it wrote: what failovers lose is Redis' affair. */
    void killMaster() {
        RedisServerForTests master = nodes.stream()
                .filter(has("role:master"))
                .filter(has("slave0:"))
                .findFirst()
                .orElseThrow();
        Awaiting.until(BOUND, "the replica has caught up", () -> {
            String replication = info(master);
            return group(OFFSET, replication).equals(group(REPLICA_OFFSET, replication));
        });
        master.kill();
    }

    @Override
    public void close() {
        nodes.forEach(RedisServerForTests::close);
    }

    private static boolean isWhole(RedisServerForTests node) {
        String info = run(List.of("-p", Integer.toString(node.port()), "cluster", "info"));
        String nodes = run(List.of("-p", Integer.toString(node.port()), "cluster", "nodes"));
        return info.contains("cluster_state:ok")
                && nodes.lines().filter(line -> line.contains("slave")).count() == NODES / 2
                && (has("master_link_status:up").test(node) || has("slave0:").test(node));
    }

    private static Predicate<RedisServerForTests> has(String text) {
        return node -> info(node).contains(text);
    }

    private static String info(RedisServerForTests node) {
        return run(List.of("-p", Integer.toString(node.port()), "info", "replication"));
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "none";
    }

    private static String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli"));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
