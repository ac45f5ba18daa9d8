package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that servers read differently reach the upstream as one request or none; the table in the docs has the
 * response to each.
 */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class AttackTableQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @MethodSource("dev.weir.e2e.HttpAttacks#all")
    void reachesTheUpstreamAsOneRequestOrNone(HttpAttack attack) {
        String script = script();

        String verdict = attack.sendTo(environment.gateway(), script);

        assertThat(verdict).isEqualTo(attack.ours());
        assertThat(bodies(script)).isEqualTo(attack.body().stream().toList());
        assertThat(environment.upstream().received(script))
                .allSatisfy(received -> assertThat(received.head().startLine()).isEqualTo("POST /v1/messages HTTP/1.1"))
                .allSatisfy(received ->
                        assertThat(received.head().all("transfer-encoding")).isEmpty());
        assertThat(environment.logs().everything()).noneMatch(line -> line.contains(TestKeys.OPEN));
    }

    @Test
    void haproxyGivesTheVerdictsOfTheTable() {
        Optional<Haproxy> installed = Haproxy.inFrontOf(environment.upstream().port());
        assumeThat(installed).as("HAProxy 2.6 is installed").isPresent();
        try (Haproxy haproxy = installed.orElseThrow()) {
            List<String> verdicts = HttpAttacks.all()
                    .map(attack -> attack + ": " + attack.sendTo(haproxy.port(), script()))
                    .toList();

            assertThat(verdicts)
                    .isEqualTo(HttpAttacks.all()
                            .map(attack -> attack + ": " + attack.haproxy())
                            .toList());
        }
    }

    @Test
    void theDocumentationShowsTheTable() throws IOException {
        String page = Files.readString(Path.of("docs/hostile-input.md"));

        assertThat(HttpAttacks.all())
                .allSatisfy(attack -> assertThat(page)
                        .contains("| %s | %s | %s |".formatted(attack, attack.ours(), attack.haproxy())));
    }

    private String script() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }

    private List<String> bodies(String script) {
        return environment.upstream().received(script).stream()
                .map(received -> new String(received.body(), UTF_8))
                .toList();
    }
}
