package dev.weir.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.SettingsInForce.SettingInForce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsInForceTest {
    @TempDir
    Path directory;

    /** A gateway that was booted in this process leaves its settings behind, which would win. */
    @BeforeEach
    void forgetTheSettingsOfABootedConsole() {
        System.clearProperty("weir.console.enabled");
        System.clearProperty("weir.console.password");
    }

    @Test
    void saysWhereEachValueComesFrom() throws IOException {
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(config.resolve("application.yaml"), "weir:\n  drain: { delay: 3s }\n");

        List<SettingInForce> settings = read(Map.of("WEIR_RETRY_MAX_ATTEMPTS", "2"));

        assertThat(settings)
                .contains(
                        new SettingInForce("weir.drain.delay", "3s", "config/application.yaml"),
                        new SettingInForce("weir.retry.max-attempts", "2", "environment"),
                        new SettingInForce("weir.timeout.idle", "90s", "default"),
                        new SettingInForce("quarkus.http.port", "8080", "default"));
    }

    @Test
    void showsNoSecretButTheFileThatHoldsIt() {
        List<SettingInForce> settings = read(Map.of(
                "WEIR_PSEUDONYM_KEY", "secret-canary-0123456789abcdef01234567",
                "WEIR_CONSOLE_PASSWORD", "file:/run/secrets/console",
                "WEIR_UPSTREAMS_MAIN_KEYS_FIRST", "secret-canary-upstream",
                "QUARKUS_REDIS_PASSWORD", "secret-canary-redis",
                "QUARKUS_REDIS_HOSTS", "redis://user:secret-canary@redis.example:6379"));

        assertThat(settings.toString()).doesNotContain("secret-canary");
        assertThat(settings)
                .contains(
                        new SettingInForce("weir.pseudonym-key", "set, not shown", "environment"),
                        new SettingInForce("weir.console.password", "file:/run/secrets/console", "environment"),
                        new SettingInForce("quarkus.redis.hosts", "redis://…@redis.example:6379", "environment"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://redis.example:6379 | redis://redis.example:6379",
                "redis://redis.example:6379?password=secret-canary | redis://redis.example:6379?…",
                "redis://a:1?password=x,secret-canary, redis://b:2/0#secret-canary | redis://a:1?…, redis://b:2/0#…",
                "redis://:secret-canary@redis_1:6379/0?a=b | redis://…@redis_1:6379/0?…",
                "redis://[::1]:6379/1?secret-canary | redis://[::1]:6379/1?…",
                "redis://:secret@canary@redis.example | set, not shown",
                "redis://:secret/canary@redis.example | set, not shown",
                "redis://:secret?canary@redis.example | set, not shown",
                "unix:///run/redis.sock?password=secret-canary | unix:///run/redis.sock?…"
            })
    void hidesEveryPartOfAUrlThatMayHoldACredential(String hosts, String shown) {
        assertThat(read(Map.of("QUARKUS_REDIS_HOSTS", hosts)))
                .contains(new SettingInForce("quarkus.redis.hosts", shown, "environment"));
    }

    @Test
    void hidesTheQueriesOfTheOtherUrlsToo() {
        List<SettingInForce> settings = read(Map.of(
                "WEIR_UPSTREAMS_MAIN_URL", "https://upstream.example/v1?token=secret-canary",
                "WEIR_TRACES_ENDPOINT", "http://traces.example:4318?key=secret-canary"));

        assertThat(settings.toString()).doesNotContain("secret-canary");
        assertThat(settings)
                .contains(
                        new SettingInForce("weir.upstreams.main.url", "https://upstream.example/v1?…", "environment"),
                        new SettingInForce("weir.traces.endpoint", "http://traces.example:4318?…", "environment"));
    }

    private List<SettingInForce> read(Map<String, String> environment) {
        SettingsLocation location = new SettingsLocation(environment, directory, Optional.empty());
        return SettingsInForce.of(SettingsReader.sources(location).build());
    }
}
