package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.StubUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code check} reports about Redis and its settings. */
class CheckRedisSettingsTest {
    @TempDir
    Path directory;

    private CheckDirectory files;

    @BeforeEach
    void makeConfigDirectory() throws IOException {
        files = CheckDirectory.in(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "'{ user: { requests-per-minute: 5 } }', 'FAULT  ', 1",
        "'{ team: { usd-per-month: 5 } }', 'FAULT  ', 1",
        "'{}', WARNING, 0"
    })
    void callsAMissingRedisAFaultWhereSomebodyIsLimited(String plan, String level, int expected) throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY.replace("developer: {}", "developer: " + plan));
        try (StubUpstream upstream = StubUpstream.responding("200 OK")) {
            TestCommandContext terminal = files.context(files.environment(upstream.url()));

            int code = CheckDirectory.check(terminal);

            assertThat(terminal.out()).contains(level + " quarkus.redis: redis://127.0.0.1:1: cannot be reached: ");
            assertThat(code).isEqualTo(expected);
        }
    }

    @Test
    void namesWhatIsWrongAboutTheSettingsOfRedisAtOnce() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1,http://user:canary@127.0.0.1:2");
        environment.put("QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "nowhere");
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal))
                .contains("quarkus.redis.hosts", "quarkus.redis.tls-configuration-name");
        assertThat(terminal.out())
                .contains("2 addresses", "an address is not valid", "nothing below quarkus.tls.nowhere")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({"QUARKUS_REDIS_CLIENT_TYPE, nonsense", "QUARKUS_REDIS_TIMEOUT, soon"})
    void namesAValueOfRedisThatIsNoGood(String variable, String value) throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put(variable, value);
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.serve(terminal);

        assertThat(terminal.err())
                .contains('"' + value + "\" is not valid", "or as " + variable + " in the environment");
    }
}
