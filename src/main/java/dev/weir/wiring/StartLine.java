package dev.weir.wiring;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.policy.Policy;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.ShownUrl;
import dev.weir.settings.WeirConfig;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The log line at the start: policy, upstreams and Redis, without a credential. */
@Singleton
final class StartLine {
    private static final Logger LOG = Logger.getLogger(StartLine.class);

    private final WeirConfig config;
    private final FilesInForce files;
    private final RedisConfig redis;
    private final AuditLog audit;

    StartLine(WeirConfig config, FilesInForce files, RedisConfig redis, AuditLog audit) {
        this.config = config;
        this.files = files;
        this.redis = redis;
        this.audit = audit;
    }

    void log(@Observes StartupEvent event) {
        Optional<RedisClientConfig> client = Optional.ofNullable(redis.clients().get(RedisConfig.DEFAULT_CLIENT_NAME));
        LOG.info(text(
                SettingsLocation.ofProcess().shown(config.policyFile()),
                files.policy(),
                config.upstreams().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().url())),
                client.flatMap(RedisClientConfig::hosts).orElse(Set.of())));
        Policy policy = files.policy();
        audit.write(
                AuditEvent.START,
                "teams",
                String.valueOf(policy.teams().size()),
                "keys",
                String.valueOf(policy.keyCount()),
                "upstreams",
                String.join(",", new TreeSet<>(config.upstreams().keySet())));
    }

    /** Returns the line. */
    static String text(String policyFile, Policy policy, Map<String, URI> upstreams, Set<URI> redis) {
        String shownUpstreams = new TreeMap<>(upstreams)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + ShownUrl.of(entry.getValue()) + ")")
                        .collect(Collectors.joining(", "));
        return "Weir starts: policy " + policyFile + " (teams " + policy.teams().size() + ", keys " + policy.keyCount()
                + "), upstreams " + shownUpstreams + ", Redis "
                + redis.stream().map(ShownUrl::of).sorted().collect(Collectors.joining(", "));
    }
}
