package dev.weir.e2e;

import dev.weir.quota.store.redis.RedisServerForTests;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * A gateway whose callers have limits, with a Redis that keeps every write that it has confirmed. Arguments that begin
 * with {@code weir.} are settings.
 */
public final class QuotaEnvironmentResource implements QuarkusTestResourceLifecycleManager {
    static final int NEW_USERS = 20;

    /** Argument with which Redis is not running when the gateway starts. */
    static final String LATE = "late";

    private final GatewayEnvironment environment = new GatewayEnvironment();
    private final Map<String, String> furtherSettings = new HashMap<>();
    private final RedisServerForTests redis =
            RedisServerForTests.start("--appendonly", "yes", "--appendfsync", "always");

    /** Called by Quarkus. */
    public QuotaEnvironmentResource() {
        environment.files().writePolicy(QuotaTeams.policy());
    }

    @Override
    public void init(Map<String, String> arguments) {
        if (arguments.containsKey(LATE)) {
            redis.kill();
        }
        arguments.forEach((name, value) -> {
            if (name.startsWith("weir.")) {
                furtherSettings.put(name, value);
            }
        });
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(environment.settings());
        settings.put("quarkus.redis.hosts", "redis://127.0.0.1:" + redis.port());
        settings.put("weir.identity.new-users-per-day", String.valueOf(NEW_USERS));
        settings.put("weir.quota.store-deadline", "1s"); // on a busy machine Redis may need more than 100 ms
        settings.putAll(furtherSettings);
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        environment.logs().attach();
        injector.injectIntoFields(environment, field -> field.getType().equals(GatewayEnvironment.class));
        injector.injectIntoFields(redis, field -> field.getType().equals(RedisServerForTests.class));
    }

    @Override
    public void stop() {
        environment.close();
        redis.close();
    }
}
