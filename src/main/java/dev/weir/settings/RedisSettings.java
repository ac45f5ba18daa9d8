package dev.weir.settings;

import io.quarkus.proxy.runtime.config.ProxyConfig;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.redis.client.RedisClientType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All settings of the connection to Redis, by the mappings with which the gateway reads them.
 *
 * @param redis those below {@code quarkus.redis}
 * @param tls those below {@code quarkus.tls}, which {@code quarkus.redis.tls-configuration-name} names
 * @param proxies those below {@code quarkus.proxy}
 */
public record RedisSettings(RedisClientConfig redis, TlsConfig tls, ProxyConfig proxies) {
    /** The settings as a whole, for findings. */
    public static final String SUBJECT = "quarkus.redis";

    private static final String HOSTS = SUBJECT + ".hosts";
    private static final String USUAL_HOST = "redis://localhost:6379";
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "unix", "redis+socket");

    /** Reads them, if the settings file can be read. */
    public static RedisSettingsReading read(SettingsLocation location) {
        try {
            RedisSettings settings = of(SettingsReader.sources(location));
            List<Finding> faults = settings.faults();
            return faults.isEmpty()
                    ? new RedisSettingsReading.Usable(settings)
                    : new RedisSettingsReading.Unusable(faults);
        } catch (ConfigValidationException e) {
            return new RedisSettingsReading.Unusable(SettingsReader.faults(e).stream()
                    .map(SettingFault::finding)
                    .distinct()
                    .toList());
        }
    }

    private static RedisSettings of(SmallRyeConfigBuilder sources) {
        SmallRyeConfig values = sources.withDefaultValue(HOSTS, USUAL_HOST)
                .withMapping(RedisConfig.class)
                .withMapping(TlsConfig.class)
                .withMapping(ProxyConfig.class)
                .withMappingIgnore("quarkus.**")
                .build();
        return new RedisSettings(
                Objects.requireNonNull(
                        values.getConfigMapping(RedisConfig.class).clients().get(RedisConfig.DEFAULT_CLIENT_NAME)),
                values.getConfigMapping(TlsConfig.class),
                values.getConfigMapping(ProxyConfig.class));
    }

    /** Returns the addresses without credentials, for an operator to read. */
    public String shownHosts() {
        return redis.hosts().stream()
                .flatMap(Collection::stream)
                .map(RedisSettings::shown)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String shown(URI host) {
        return host.getHost() == null ? host.getScheme() + ":" + host.getPath() : ShownUrl.of(host);
    }

    /** Returns faults that Quarkus' own client reports only at its first use. */
    private List<Finding> faults() {
        List<Finding> faults = new ArrayList<>();
        Set<URI> hosts = redis.hosts().orElse(Set.of());
        if (redis.clientType() == RedisClientType.STANDALONE && hosts.size() > 1) {
            faults.add(Finding.fault(
                    HOSTS,
                    hosts.size() + " addresses, of which quarkus.redis.client-type standalone takes one",
                    "Name one, or set quarkus.redis.client-type to sentinel or cluster."));
        }
        if (!hosts.stream().allMatch(host -> SCHEMES.contains(String.valueOf(host.getScheme())))) {
            faults.add(Finding.fault(
                    HOSTS,
                    "an address is not valid (expected: redis://host:port, or rediss://host:port with TLS)",
                    SettingFault.setIt(HOSTS)));
        }
        unknownTls()
                .ifPresent(name -> faults.add(Finding.fault(
                        SUBJECT + ".tls-configuration-name",
                        "there is nothing below quarkus.tls." + name,
                        "Describe it in application.yaml, as docs/configuration.md "
                                + "shows, or take the name away.")));
        return faults;
    }

    private Optional<String> unknownTls() {
        return redis.tlsConfigurationName()
                .filter(name -> !name.equals(TlsConfig.JAVA_NET_SSL_TLS_CONFIGURATION_NAME))
                .filter(name -> !tls.namedCertificateConfig().containsKey(name));
    }
}
