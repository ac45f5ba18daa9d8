package dev.weir.e2e;

import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway over the simulator, with teams whose metrics are compared with what the simulator produced. */
public final class MeteredResource implements QuarkusTestResourceLifecycleManager {
    /** The most requests of one key at a time. */
    static final int MOST_AT_A_TIME = 64;

    /** Teams whose exchanges are all exact: without a limit, and with a budget. */
    static final List<String> EXACT = List.of("free", "budgeted");

    private final GatewayEnvironment environment = new GatewayEnvironment();
    private final RedisServerForTests redis = RedisServerForTests.start();

    /** Called by Quarkus. */
    public MeteredResource() {
        environment
                .files()
                .writePolicy("""
                plans:
                  open: { deny-features: [] }
                  budgeted: { team: { usd-per-month: 1000000 } }
                  once: { user: { requests-per-minute: 1 } }
                  picky: { models: ["claude-opus-*"] }
                teams:
                """ + team("free", "open", "simulator")
                        + team("budgeted", "budgeted", "simulator")
                        + team("cut", "open", "simulator")
                        + team("unread", "open", "simulator")
                        + team("once", "once", "simulator")
                        + team("picky", "picky", "simulator")
                        + team("busy", "open", "simulator")
                        + team("dead", "open", "anthropic"));
    }

    private static String team(String name, String plan, String upstream) {
        return "  %s: { plan: %s, upstream: %s, keys: [%s] }%n"
                .formatted(name, plan, upstream, OperatorFiles.key(name, keyOf(name), ""));
    }

    /** Returns the key of a team. */
    static String keyOf(String team) {
        return "e2e-metered-key-canary-of-" + team;
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(environment.settings());
        settings.put("quarkus.redis.hosts", "redis://127.0.0.1:" + redis.port());
        settings.put("weir.requests.max-in-flight-per-key", String.valueOf(MOST_AT_A_TIME));
        settings.put("weir.quota.store-deadline", "10s");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        environment.logs().attach();
        injector.injectIntoFields(environment, field -> field.getType().equals(GatewayEnvironment.class));
    }

    @Override
    public void stop() {
        environment.close();
        redis.close();
    }
}
