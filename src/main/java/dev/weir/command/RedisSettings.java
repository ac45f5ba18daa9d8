package dev.weir.command;

import io.smallrye.config.SmallRyeConfig;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.Locale;

/** The settings {@code quarkus.redis.*} that say where Redis is, for commands that do without Quarkus. */
final class RedisSettings {
    private static final String PREFIX = "quarkus.redis.";
    private static final String USUAL_HOST = "redis://localhost:6379";

    private RedisSettings() {}

    static RedisOptions of(SmallRyeConfig settings) {
        RedisOptions options = new RedisOptions();
        for (String host : value(settings, "hosts", USUAL_HOST).split(",", -1)) {
            options.addConnectionString(host.strip());
        }
        options.setType(RedisClientType.valueOf(
                value(settings, "client-type", "standalone").toUpperCase(Locale.ROOT)));
        settings.getOptionalValue(PREFIX + "password", String.class).ifPresent(options::setPassword);
        settings.getOptionalValue(PREFIX + "master-name", String.class).ifPresent(options::setMasterName);
        return options;
    }

    private static String value(SmallRyeConfig settings, String name, String usual) {
        return settings.getOptionalValue(PREFIX + name, String.class).orElse(usual);
    }
}
