package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.command.Finding.Level;
import dev.weir.command.RedisProbe.Sight;
import dev.weir.e2e.Tls;
import dev.weir.quota.store.RedisServerForTests;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
            Sight sight = look(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            assertThat(sight.server()).get().asString().startsWith("Redis 6.2.");
            assertThat(sight.findings()).extracting(Finding::level).containsExactly(Level.WARNING, Level.WARNING);
            assertThat(sight.findings().getFirst().problem()).startsWith("maxmemory-policy is allkeys-lru");
            assertThat(sight.findings().getLast().problem()).startsWith("there is no append-only file");
        }
    }

    @Test
    void findsNothingAmissWhereAllIsGoodHoweverOftenItLooks() {
        try (RedisServerForTests redis = RedisServerForTests.start("--appendonly", "yes")) {
            look(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            Sight again = look(Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

            assertThat(again.findings()).isEmpty();
            assertThat(again.server()).isPresent();
        }
    }

    static Stream<Arguments> unfit() {
        List<String> secret = List.of("--requirepass", "sesame");
        return Stream.of(
                arguments(secret, "", "standalone", "asks for a password, and none is set"),
                arguments(secret, "user:" + CANARY + "@", "standalone", "refuses user or password"),
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
            Sight sight = look(Map.of(
                    "QUARKUS_REDIS_HOSTS",
                    "redis://" + credentials + "127.0.0.1:" + redis.port(),
                    "QUARKUS_REDIS_CLIENT_TYPE",
                    type));

            assertThat(sight.server()).isEmpty();
            assertThat(sight.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.FAULT);
                assertThat(finding.problem()).contains(problem).doesNotContain(CANARY);
            });
        }
    }

    @Test
    void looksOnWhereItsUserMayNotAskForInformation() {
        List<String> user = words("--user lame on >" + CANARY + " ~* +@all -info");
        try (RedisServerForTests redis = RedisServerForTests.start(user.toArray(String[]::new))) {
            Sight sight = look(Map.of("QUARKUS_REDIS_HOSTS", "redis://lame:" + CANARY + "@127.0.0.1:" + redis.port()));

            assertThat(sight.server()).contains("Redis");
            assertThat(sight.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).startsWith("its user may not ask INFO"));
        }
    }

    @Test
    void saysThatNobodyListens() {
        Sight sight = look(Map.of("QUARKUS_REDIS_HOSTS", "redis://user:" + CANARY + "@127.0.0.1:1"));

        assertThat(sight.findings())
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

            Sight sight = new RedisProbe(settings, Level.FAULT, Duration.ofMillis(200), Clock.systemUTC()).look();

            assertThat(sight.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).endsWith("no answer in time"));
        }
    }

    @Test
    void speaksTlsAsTheSettingsOfQuarkusSay() throws Exception {
        Tls tls = new Tls();
        int port = freePort();
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
            Sight stranger = look(Map.of("QUARKUS_REDIS_HOSTS", "rediss://127.0.0.1:" + port));
            writeTls(tls.certificate());
            Sight known = look(trusting);

            assertThat(stranger.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).contains("TLS failed"));
            assertThat(known.server()).isPresent();
        }
    }

    @Test
    void saysThatACertificateCannotBeRead() throws Exception {
        writeTls(directory.resolve("absent.pem"));

        Sight sight = look(
                Map.of("QUARKUS_REDIS_HOSTS", "rediss://127.0.0.1:1", "QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "store"));

        assertThat(sight.findings())
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

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Sight look(Map<String, String> environment) {
        return new RedisProbe(settings(environment), Level.FAULT, Duration.ofSeconds(10), Clock.systemUTC()).look();
    }

    private RedisSettings settings(Map<String, String> environment) {
        return switch (RedisSettings.read(new TestShell(directory, new HashMap<>(environment)).shell())) {
            case RedisSettings.Reading.Good(RedisSettings settings) -> settings;
            case RedisSettings.Reading.Bad(List<Finding> faults) -> throw new AssertionError(faults);
        };
    }
}
