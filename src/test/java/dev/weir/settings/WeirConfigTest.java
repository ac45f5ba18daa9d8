package dev.weir.settings;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Validation;
import dev.weir.metering.UsageLogConfig;
import dev.weir.quota.OutageMode;
import dev.weir.upstream.UpstreamConfig;
import dev.weir.upstream.UpstreamConfig.Auth;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeirConfigTest {
    private static final String URL = "weir.upstreams.main.url";

    @Test
    void hasADefaultForEverythingThatIsNoSecretAndNoPlace() {
        WeirConfig config = config(Map.of(URL, "http://127.0.0.1:1"));

        assertThat(values(config))
                .isEqualTo(Map.ofEntries(
                        entry("weir.policy-file", Path.of("config/policy.yaml")),
                        entry("weir.prices-file", Path.of("config/prices.yaml")),
                        entry("weir.pseudonym-key", Optional.empty()),
                        entry("weir.validation", Validation.REQUIRED),
                        entry("weir.body.max-size", 32L * 1024 * 1024),
                        entry("weir.body.max-in-flight", Optional.empty()),
                        entry("weir.body.max-in-flight-per-key", Optional.empty()),
                        entry("weir.body.min-rate", 8L * 1024),
                        entry("weir.body.min-rate-over", Duration.ofSeconds(10)),
                        entry("weir.http.header-timeout", Duration.ofSeconds(10)),
                        entry("weir.http.keep-alive", Duration.ofSeconds(75)),
                        entry("weir.http.cors-origins", Optional.empty()),
                        entry("weir.http.max-connections", Optional.empty()),
                        entry("weir.headers.deny", Optional.empty()),
                        entry("weir.requests.max-in-flight", 10_000),
                        entry("weir.requests.max-in-flight-per-key", Optional.empty()),
                        entry("weir.timeout.connect", Duration.ofSeconds(5)),
                        entry("weir.timeout.tls", Duration.ofSeconds(5)),
                        entry("weir.timeout.pool", Duration.ofSeconds(5)),
                        entry("weir.timeout.connection-age", Duration.ofMinutes(10)),
                        entry("weir.timeout.first-byte-stream", Duration.ofSeconds(120)),
                        entry("weir.timeout.first-byte-json", Duration.ofSeconds(630)),
                        entry("weir.timeout.idle", Duration.ofSeconds(90)),
                        entry("weir.timeout.total", Duration.ofSeconds(3600)),
                        entry("weir.timeout.client-stall", Duration.ofSeconds(60)),
                        entry("weir.relay.comment-after", Duration.ofSeconds(15)),
                        entry("weir.relay.read-on", Duration.ofSeconds(2)),
                        entry("weir.relay.early-commit", Optional.empty()),
                        entry("weir.quota.store-deadline", Duration.ofMillis(100)),
                        entry("weir.quota.lease-time", Duration.ofSeconds(60)),
                        entry("weir.quota.replicas", 1),
                        entry("weir.quota.on-outage.rates", OutageMode.LOCAL),
                        entry("weir.quota.on-outage.budgets", OutageMode.LOCAL),
                        entry("weir.identity.new-users-per-day", 1000),
                        entry("weir.identity.new-sessions-per-day", 1000),
                        entry("weir.retry.on", Set.of(429, 500, 502, 503, 504, 529)),
                        entry("weir.retry.max-attempts", 3),
                        entry("weir.retry.deadline", Duration.ofSeconds(8)),
                        entry("weir.breaker.min-attempts", 20),
                        entry("weir.drain.delay", Duration.ofSeconds(10)),
                        entry("weir.drain.timeout", Duration.ofSeconds(600)),
                        entry("weir.traces.endpoint", Optional.empty()),
                        entry("weir.traces.metrics", true),
                        entry("weir.traces.sample-ratio", 1.0),
                        entry("weir.usage-log.when-full", UsageLogConfig.WhenFull.DROP),
                        entry("weir.connect-page", true),
                        entry("weir.console.enabled", false),
                        entry("weir.console.password", Optional.empty()),
                        entry("weir.upstreams.*.url", URI.create("http://127.0.0.1:1")),
                        entry("weir.upstreams.*.keys.*", Map.of()),
                        entry("weir.upstreams.*.auth", Auth.X_API_KEY),
                        entry("weir.upstreams.*.priority", Optional.empty()),
                        entry("weir.upstreams.*.proxy", Optional.empty()),
                        entry("weir.upstreams.*.trust", Optional.empty()),
                        entry("weir.upstreams.*.max-connections", 2000),
                        entry("weir.upstreams.*.max-waiting", 200)));
    }

    @Test
    void takesEveryKeyFromItsName() {
        WeirConfig config = config(Map.ofEntries(
                entry("weir.policy-file", "a.yaml"),
                entry("weir.prices-file", "b.yaml"),
                entry("weir.pseudonym-key", "file:c"),
                entry("weir.validation", "minimal"),
                entry("weir.body.max-size", "1K"),
                entry("weir.body.max-in-flight", "2K"),
                entry("weir.body.max-in-flight-per-key", "21K"),
                entry("weir.body.min-rate", "3K"),
                entry("weir.body.min-rate-over", "17s"),
                entry("weir.http.header-timeout", "18s"),
                entry("weir.http.keep-alive", "19s"),
                entry("weir.http.cors-origins", "https://a.example,http://b.example:1"),
                entry("weir.http.max-connections", "20"),
                entry("weir.headers.deny", "x-own,x-mesh-*"),
                entry("weir.requests.max-in-flight", "3"),
                entry("weir.requests.max-in-flight-per-key", "22"),
                entry("weir.timeout.connect", "4s"),
                entry("weir.timeout.tls", "6s"),
                entry("weir.timeout.pool", "21s"),
                entry("weir.timeout.connection-age", "23m"),
                entry("weir.timeout.first-byte-stream", "7s"),
                entry("weir.timeout.first-byte-json", "8s"),
                entry("weir.timeout.idle", "9s"),
                entry("weir.timeout.total", "11s"),
                entry("weir.timeout.client-stall", "12s"),
                entry("weir.relay.comment-after", "13ms"),
                entry("weir.relay.read-on", "16s"),
                entry("weir.relay.early-commit", "22s"),
                entry("weir.quota.store-deadline", "17ms"),
                entry("weir.quota.lease-time", "18s"),
                entry("weir.quota.replicas", "19"),
                entry("weir.quota.on-outage.rates", "open"),
                entry("weir.quota.on-outage.budgets", "closed"),
                entry("weir.identity.new-users-per-day", "20"),
                entry("weir.identity.new-sessions-per-day", "27"),
                entry("weir.retry.on", "529,502"),
                entry("weir.retry.max-attempts", "2"),
                entry("weir.retry.deadline", "21s"),
                entry("weir.breaker.min-attempts", "0"),
                entry("weir.drain.delay", "14s"),
                entry("weir.drain.timeout", "2m"),
                entry("weir.traces.endpoint", "http://127.0.0.1:4318"),
                entry("weir.traces.metrics", "false"),
                entry("weir.traces.sample-ratio", "0.25"),
                entry("weir.usage-log.when-full", "block"),
                entry("weir.connect-page", "false"),
                entry("weir.console.enabled", "true"),
                entry("weir.console.password", "file:d"),
                entry(URL, "https://upstream.example"),
                entry("weir.upstreams.main.keys.first", "k"),
                entry("weir.upstreams.main.auth", "bearer"),
                entry("weir.upstreams.main.priority", "-1"),
                entry("weir.upstreams.main.proxy", "http://proxy.example:3128"),
                entry("weir.upstreams.main.trust", "ca.pem"),
                entry("weir.upstreams.main.max-connections", "15"),
                entry("weir.upstreams.main.max-waiting", "16")));

        assertThat(values(config))
                .isEqualTo(Map.ofEntries(
                        entry("weir.policy-file", Path.of("a.yaml")),
                        entry("weir.prices-file", Path.of("b.yaml")),
                        entry("weir.pseudonym-key", Optional.of("file:c")),
                        entry("weir.validation", Validation.MINIMAL),
                        entry("weir.body.max-size", 1024L),
                        entry("weir.body.max-in-flight", Optional.of(2048L)),
                        entry("weir.body.max-in-flight-per-key", Optional.of(21L * 1024)),
                        entry("weir.body.min-rate", 3L * 1024),
                        entry("weir.body.min-rate-over", Duration.ofSeconds(17)),
                        entry("weir.http.header-timeout", Duration.ofSeconds(18)),
                        entry("weir.http.keep-alive", Duration.ofSeconds(19)),
                        entry("weir.http.cors-origins", Optional.of(Set.of("https://a.example", "http://b.example:1"))),
                        entry("weir.http.max-connections", Optional.of(20)),
                        entry("weir.headers.deny", Optional.of(Set.of("x-own", "x-mesh-*"))),
                        entry("weir.requests.max-in-flight", 3),
                        entry("weir.requests.max-in-flight-per-key", Optional.of(22)),
                        entry("weir.timeout.connect", Duration.ofSeconds(4)),
                        entry("weir.timeout.tls", Duration.ofSeconds(6)),
                        entry("weir.timeout.pool", Duration.ofSeconds(21)),
                        entry("weir.timeout.connection-age", Duration.ofMinutes(23)),
                        entry("weir.timeout.first-byte-stream", Duration.ofSeconds(7)),
                        entry("weir.timeout.first-byte-json", Duration.ofSeconds(8)),
                        entry("weir.timeout.idle", Duration.ofSeconds(9)),
                        entry("weir.timeout.total", Duration.ofSeconds(11)),
                        entry("weir.timeout.client-stall", Duration.ofSeconds(12)),
                        entry("weir.relay.comment-after", Duration.ofMillis(13)),
                        entry("weir.relay.read-on", Duration.ofSeconds(16)),
                        entry("weir.relay.early-commit", Optional.of(Duration.ofSeconds(22))),
                        entry("weir.quota.store-deadline", Duration.ofMillis(17)),
                        entry("weir.quota.lease-time", Duration.ofSeconds(18)),
                        entry("weir.quota.replicas", 19),
                        entry("weir.quota.on-outage.rates", OutageMode.OPEN),
                        entry("weir.quota.on-outage.budgets", OutageMode.CLOSED),
                        entry("weir.identity.new-users-per-day", 20),
                        entry("weir.identity.new-sessions-per-day", 27),
                        entry("weir.retry.on", Set.of(529, 502)),
                        entry("weir.retry.max-attempts", 2),
                        entry("weir.retry.deadline", Duration.ofSeconds(21)),
                        entry("weir.breaker.min-attempts", 0),
                        entry("weir.drain.delay", Duration.ofSeconds(14)),
                        entry("weir.drain.timeout", Duration.ofMinutes(2)),
                        entry("weir.traces.endpoint", Optional.of(URI.create("http://127.0.0.1:4318"))),
                        entry("weir.traces.metrics", false),
                        entry("weir.traces.sample-ratio", 0.25),
                        entry("weir.usage-log.when-full", UsageLogConfig.WhenFull.BLOCK),
                        entry("weir.connect-page", false),
                        entry("weir.console.enabled", true),
                        entry("weir.console.password", Optional.of("file:d")),
                        entry("weir.upstreams.*.url", URI.create("https://upstream.example")),
                        entry("weir.upstreams.*.keys.*", Map.of("first", "k")),
                        entry("weir.upstreams.*.auth", Auth.BEARER),
                        entry("weir.upstreams.*.priority", Optional.of(-1)),
                        entry("weir.upstreams.*.proxy", Optional.of(URI.create("http://proxy.example:3128"))),
                        entry("weir.upstreams.*.trust", Optional.of(Path.of("ca.pem"))),
                        entry("weir.upstreams.*.max-connections", 15),
                        entry("weir.upstreams.*.max-waiting", 16)));
    }

    @Test
    void comparesEveryKeyThatThereIs() {
        Map<String, Object> compared = values(config(Map.of(URL, "http://127.0.0.1:1")));

        assertThat(compared)
                .containsOnlyKeys(ConfigClass.configClass(WeirConfig.class).getProperties().keySet().stream()
                        .filter(name -> !name.endsWith("[*]")) // the same setting, one value at a time
                        .toList());
    }

    private static WeirConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMapping(WeirConfig.class)
                .build()
                .getConfigMapping(WeirConfig.class);
    }

    private static Map<String, Object> values(WeirConfig config) {
        Map<String, Object> values = new HashMap<>();
        values.put("weir.policy-file", config.policyFile());
        values.put("weir.prices-file", config.pricesFile());
        values.put("weir.pseudonym-key", config.pseudonymKey());
        values.put("weir.validation", config.validation());
        values.put("weir.body.max-size", config.body().maxSize().asLongValue());
        values.put("weir.body.max-in-flight", config.body().maxInFlight().map(MemorySize::asLongValue));
        values.put("weir.body.min-rate", config.body().minRate().asLongValue());
        values.put("weir.body.min-rate-over", config.body().minRateOver());
        values.put("weir.http.header-timeout", config.http().headerTimeout());
        values.put("weir.http.keep-alive", config.http().keepAlive());
        values.put("weir.http.cors-origins", config.http().corsOrigins());
        values.put("weir.http.max-connections", config.http().maxConnections());
        values.put("weir.headers.deny", config.headers().deny());
        values.put("weir.requests.max-in-flight", config.requests().maxInFlight());
        values.put("weir.requests.max-in-flight-per-key", config.requests().maxInFlightPerKey());
        values.put(
                "weir.body.max-in-flight-per-key",
                config.body().maxInFlightPerKey().map(MemorySize::asLongValue));
        values.put("weir.relay.comment-after", config.relay().commentAfter());
        values.put("weir.relay.read-on", config.relay().readOn());
        values.put("weir.relay.early-commit", config.relay().earlyCommit());
        values.put("weir.quota.store-deadline", config.quota().storeDeadline());
        values.put("weir.quota.lease-time", config.quota().leaseTime());
        values.put("weir.quota.replicas", config.quota().replicas());
        values.put("weir.quota.on-outage.rates", config.quota().onOutage().rates());
        values.put("weir.quota.on-outage.budgets", config.quota().onOutage().budgets());
        values.put("weir.identity.new-users-per-day", config.identity().newUsersPerDay());
        values.put("weir.identity.new-sessions-per-day", config.identity().newSessionsPerDay());
        values.put("weir.retry.on", config.retry().on());
        values.put("weir.retry.max-attempts", config.retry().maxAttempts());
        values.put("weir.retry.deadline", config.retry().deadline());
        values.put("weir.breaker.min-attempts", config.breaker().minAttempts());
        values.put("weir.drain.delay", config.drain().delay());
        values.put("weir.drain.timeout", config.drain().timeout());
        values.put("weir.traces.endpoint", config.traces().endpoint());
        values.put("weir.traces.metrics", config.traces().metrics());
        values.put("weir.traces.sample-ratio", config.traces().sampleRatio());
        values.put("weir.usage-log.when-full", config.usageLog().whenFull());
        values.put("weir.connect-page", config.connectPage());
        values.put("weir.console.enabled", config.console().enabled());
        values.put("weir.console.password", config.console().password());
        values.putAll(prefixed("weir.timeout.", timeouts(config.timeout())));
        values.putAll(prefixed(
                "weir.upstreams.*.",
                upstream(config.upstreams().values().iterator().next())));
        return values;
    }

    private static Map<String, Object> timeouts(WeirConfig.TimeoutConfig timeout) {
        return Map.of(
                "connect", timeout.connect(),
                "tls", timeout.tls(),
                "pool", timeout.pool(),
                "connection-age", timeout.connectionAge(),
                "first-byte-stream", timeout.firstByteStream(),
                "first-byte-json", timeout.firstByteJson(),
                "idle", timeout.idle(),
                "total", timeout.total(),
                "client-stall", timeout.clientStall());
    }

    private static Map<String, Object> upstream(UpstreamConfig upstream) {
        return Map.of(
                "url", upstream.url(),
                "keys.*", upstream.keys(),
                "auth", upstream.auth(),
                "priority", upstream.priority(),
                "proxy", upstream.proxy(),
                "trust", upstream.trust(),
                "max-connections", upstream.maxConnections(),
                "max-waiting", upstream.maxWaiting());
    }

    private static Map<String, Object> prefixed(String prefix, Map<String, Object> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(value -> prefix + value.getKey(), Map.Entry::getValue));
    }
}
