package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.FreePorts;
import dev.weir.check.RedisProbe.Result;
import dev.weir.e2e.Tls;
import dev.weir.quota.store.redis.RedisServerForTests;
import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import dev.weir.settings.RedisSettings;
import dev.weir.settings.RedisSettingsReading;
import dev.weir.settings.SettingsLocation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisProbeTest {
    private static final String CANARY = "canary-7f3a";

    @TempDir
    private Path directory = Path.of(".");

    @Test
    void tellsWhatAServerIsAndWhatMayLoseWhatIsCounted() {
        try (RedisServerForTests redis = RedisServerForTests.start("--maxmemory-policy", "allkeys-lru")) {
            Result result = probe(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            assertThat(result.server()).get().asString().startsWith("Redis 6.2.");
            assertThat(result.findings())
                    .extracting(Finding::severity)
                    .containsExactly(Severity.WARNING, Severity.WARNING);
            assertThat(result.findings().getFirst().problem()).startsWith("maxmemory-policy is allkeys-lru");
            assertThat(result.findings().getLast().problem()).startsWith("there is no append-only file");
        }
    }

    @Test
    void findsNothingAmissWhereAllIsGoodHoweverOftenItRuns() {
        try (RedisServerForTests redis = RedisServerForTests.start("--appendonly", "yes")) {
            probe(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            Result again = probe(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            assertThat(again.findings()).isEmpty();
            assertThat(again.server()).isPresent();
        }
    }

    static Stream<Arguments> unfit() {
        List<String> secret = List.of("--requirepass", "sesame");
        return Stream.of(
                arguments(secret, "", "standalone", "asks for a password, and none is set"),
                arguments(secret, "user:" + CANARY + "@", "standalone", "rejects user or password"),
                arguments(words("--replicaof 127.0.0.1 1"), "", "standalone", "is a replica"),
                arguments(List.of("--cluster-enabled", "yes"), "", "standalone", "is a cluster, but"),
                arguments(List.of(), "", "cluster", "is no cluster, but"),
                arguments(List.of(), "", "sentinel", "is no Sentinel, but"),
                arguments(List.of("--maxmemory", "1"), "", "standalone", "takes no writes now"),
                arguments(
                        words("--user lame on >" + CANARY + " ~* +@connection +info"),
                        "lame:" + CANARY + "@",
                        "standalone",
                        "the user that Weir is may not do what it has to"),
                arguments(
                        words("--user lame on >" + CANARY + " ~* +@all -zadd"),
                        "lame:" + CANARY + "@",
                        "standalone",
                        "the user that Weir is may not do what it has to"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void saysWhyLimitsCannotBeCountedThere(List<String> server, String credentials, String type, String problem) {
        try (RedisServerForTests redis = RedisServerForTests.start(server.toArray(String[]::new))) {
            Result result = probe(Map.of(
                    "QUARKUS_REDIS_HOSTS",
                    "redis://" + credentials + "127.0.0.1:" + redis.port(),
                    "QUARKUS_REDIS_CLIENT_TYPE",
                    type));

            assertThat(result.server()).isEmpty();
            assertThat(result.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.FAULT);
                assertThat(finding.problem()).contains(problem).doesNotContain(CANARY);
            });
        }
    }

    @Test
    void goesOnWhereItsUserMayNotAskForInformation() {
        List<String> user = words("--user lame on >" + CANARY + " ~* +@all -info");
        try (RedisServerForTests redis = RedisServerForTests.start(user.toArray(String[]::new))) {
            Result result =
                    probe(Map.of("QUARKUS_REDIS_HOSTS", "redis://lame:" + CANARY + "@127.0.0.1:" + redis.port()));

            assertThat(result.server()).contains("Redis");
            assertThat(result.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).startsWith("its user may not run INFO"));
        }
    }

    @Test
    void saysThatNobodyListens() {
        Result result = probe(Map.of("QUARKUS_REDIS_HOSTS", "redis://user:" + CANARY + "@127.0.0.1:1"));

        assertThat(result.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem())
                        .startsWith("redis://127.0.0.1:1: cannot be reached: ")
                        .doesNotContain(CANARY));
    }

    @Test
    void givesUpOnAServerThatIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            RedisSettings settings =
                    settings(Map.of("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:" + silent.getLocalPort()));

            Result result = new RedisProbe(settings, Severity.FAULT, Duration.ofMillis(200), Clock.systemUTC()).run();

            assertThat(result.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).endsWith("no reply in time"));
        }
    }

    @Test
    void speaksTlsAsTheSettingsOfQuarkusSay() throws Exception {
        Tls tls = new Tls();
        int port = FreePorts.next();
        Optional<RedisServerForTests> started = RedisServerForTests.startInstalled(
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                tls.certificate().toString(),
                "--tls-key-file",
                tls.key().toString(),
                "--tls-auth-clients",
                "no");
        assumeThat(started).as("a Redis with TLS is installed").isPresent();
        Map<String, String> trusting = Map.of(
                "QUARKUS_REDIS_HOSTS", "rediss://127.0.0.1:" + port, "QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "store");
        try (RedisServerForTests _ = started.orElseThrow()) {
            Result stranger = probe(Map.of("QUARKUS_REDIS_HOSTS", "rediss://127.0.0.1:" + port));
            writeTls(tls.certificate());
            Result known = probe(trusting);

            assertThat(stranger.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).contains("TLS failed"));
            assertThat(known.server()).isPresent();
        }
    }

    @Test
    void saysThatACertificateCannotBeRead() throws Exception {
        writeTls(directory.resolve("absent.pem"));

        Result result = probe(
                Map.of("QUARKUS_REDIS_HOSTS", "rediss://127.0.0.1:1", "QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "store"));

        assertThat(result.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).startsWith("cannot be used: Invalid PEM"));
    }

    private void writeTls(Path certificate) throws Exception {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/application.yaml"), """
                quarkus:
                  tls:
                    store:
                      trust-store: { pem: { certs: %s } }
                      hostname-verification-algorithm: HTTPS
                """.formatted(certificate));
    }

    private static List<String> words(String settings) {
        return List.of(settings.split(" ", -1));
    }

    private Result probe(Map<String, String> environment) {
        return new RedisProbe(settings(environment), Severity.FAULT, Duration.ofSeconds(10), Clock.systemUTC()).run();
    }

    private RedisSettings settings(Map<String, String> environment) {
        return switch (RedisSettings.read(new SettingsLocation(environment, directory, Optional.empty()))) {
            case RedisSettingsReading.Usable(RedisSettings settings) -> settings;
            case RedisSettingsReading.Unusable(List<Finding> faults) -> throw new AssertionError(faults);
        };
    }
}
