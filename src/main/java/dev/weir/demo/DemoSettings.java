package dev.weir.demo;

import dev.weir.command.CommandContext;
import dev.weir.demo.DemoOptions.DemoUpstream;
import dev.weir.reload.SecretValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The settings of the demo, which win over every file and variable. */
final class DemoSettings {
    private static final int NOBODY = 1;

    private DemoSettings() {}

    /** Names the one upstream of a run. */
    static String upstreamName(DemoOptions options) {
        return options.upstream() == DemoUpstream.SIMULATED ? "simulator" : "anthropic";
    }

    /** Returns the settings of a run. */
    static Map<String, String> of(
            DemoOptions options,
            DemoFiles files,
            Optional<DemoRedis> redis,
            SecretValue pseudonymKey,
            CommandContext context) {
        String upstream = "weir.upstreams." + upstreamName(options);
        Map<String, String> settings = new HashMap<>();
        // Quarkus reads config/ and .env from here: the operator's settings, and what they pay for, stay outside
        settings.put("user.dir", files.directory().toString());
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", String.valueOf(options.port()));
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("quarkus.management.port", String.valueOf(options.managementPort()));
        settings.put("quarkus.log.level", "WARN");
        settings.put("quarkus.log.console.json.enabled", "false");
        settings.put("quarkus.log.category.\"weir.audit\".level", "OFF");
        settings.put("quarkus.log.category.\"weir.usage\".level", "OFF");
        settings.put("weir.console.enabled", "true");
        settings.put("weir.drain.delay", "0s");
        settings.put("weir.drain.timeout", "2s");
        // Where there is none, nobody listens: a Redis of the operator's stays outside too
        int redisPort = redis.map(DemoRedis::port).orElse(NOBODY);
        settings.put("quarkus.redis.hosts", "redis://127.0.0.1:" + redisPort);
        settings.put("weir.policy-file", files.policy().toString());
        settings.put("weir.prices-file", files.prices().toString());
        settings.put("weir.pseudonym-key", pseudonymKey.text());
        switch (options.upstream()) {
            case SIMULATED -> {
                settings.put(upstream + ".url", "http://127.0.0.1:" + options.simulatorPort());
                settings.put(upstream + ".keys.demo", "simulated-upstream-key");
            }
            case REAL -> {
                settings.put(upstream + ".url", "https://api.anthropic.com");
                settings.put(upstream + ".keys.demo", context.environment().getOrDefault("ANTHROPIC_API_KEY", ""));
            }
        }
        return settings;
    }
}
