package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import dev.weir.settings.RedisSettings;
import io.vertx.redis.client.RedisClientType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The self-description of a Redis server.
 *
 * @param values the lines of {@code INFO} by their names
 */
record RedisInfo(Map<String, String> values) {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    RedisInfo {
        values = Map.copyOf(values);
    }

    /** Reads the reply to {@code INFO}. */
    static RedisInfo of(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new RedisInfo(values);
    }

    /** Returns kind and version, as in {@code Redis 7.0.15}. */
    String server() {
        return isValkey() ? "Valkey " + value("valkey_version") : "Redis " + value("redis_version");
    }

    /**
     * Returns findings that keep limits from being counted.
     *
     * @param severity of such a finding
     */
    List<Finding> obstacles(Severity severity, RedisClientType type) {
        List<Finding> findings = new ArrayList<>();
        if (isTooOld()) {
            findings.add(finding(severity, server() + " is too old", "Weir needs Redis 6.2 or newer, or Valkey."));
        }
        String mode = values.getOrDefault("redis_mode", value("server_mode"));
        if (mode.equals("sentinel") && type != RedisClientType.SENTINEL) {
            findings.add(finding(
                    severity,
                    "is a Sentinel, but quarkus.redis.client-type is " + name(type),
                    "Set it to sentinel, and quarkus.redis.master-name to the primary's name."));
        }
        if (mode.equals("cluster") && type != RedisClientType.CLUSTER) {
            findings.add(finding(
                    severity, "is a cluster, but quarkus.redis.client-type is " + name(type), "Set it to cluster."));
        }
        if (value("loading").equals("1")) {
            findings.add(finding(severity, "still reads its data from disk", "Try again once it has."));
        }
        if (value("role").equals("slave") && type != RedisClientType.CLUSTER) {
            findings.add(finding(
                    severity, "is a replica, which takes no writes", "Name the primary, or use Sentinel or Cluster."));
        }
        return findings;
    }

    /** Returns findings by which counts may be lost. */
    List<Finding> warnings() {
        List<Finding> findings = new ArrayList<>();
        String policy = values.getOrDefault("maxmemory_policy", "noeviction");
        if (!policy.equals("noeviction")) {
            findings.add(finding(
                    Severity.WARNING,
                    "maxmemory-policy is " + policy + ", so that what users have used may be thrown away",
                    "Set maxmemory-policy noeviction."));
        }
        if (value("aof_enabled").equals("0")) {
            findings.add(finding(
                    Severity.WARNING,
                    "there is no append-only file, so that a restart forgets what users have used",
                    "Set appendonly yes."));
        }
        return findings;
    }

    private boolean isValkey() {
        return values.containsKey("valkey_version");
    }

    private boolean isTooOld() {
        Matcher version = VERSION.matcher(value("redis_version"));
        if (isValkey() || !version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && Integer.parseInt(version.group(2)) < OLDEST_MINOR);
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }

    private static String name(RedisClientType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static Finding finding(Severity severity, String problem, String remedy) {
        return new Finding(severity, RedisSettings.SUBJECT, problem, remedy);
    }
}
