package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files are followed while the gateway runs. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ReloadQuarkusTest {
    private static final String NEW_KEY = "e2e-key-added-canary-0010";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @AfterEach
    void restore() {
        environment.files().writePolicy(OperatorFiles.policyText());
        environment.files().writeUpstreamKey(OperatorFiles.FIRST_UPSTREAM_KEY);
        BoundedWait.until(
                "the first upstream key", () -> upstreamKey().equals(List.of(OperatorFiles.FIRST_UPSTREAM_KEY)));
    }

    @Test
    void changedFilesAreInForceAndABadOneIsNot() {
        assertThat(status(NEW_KEY)).isEqualTo(401);
        assertThat(upstreamKey()).containsExactly(OperatorFiles.FIRST_UPSTREAM_KEY);

        environment.files().writeUpstreamKey("upstream-key-canary-second");
        environment
                .files()
                .writePolicy(OperatorFiles.policyText() + """
                  added-team: { plan: open, upstream: scripted, keys: [%s] }
                """.formatted(OperatorFiles.key("added", NEW_KEY, "")));
        BoundedWait.until("the new policy", () -> status(NEW_KEY) == 200);
        BoundedWait.until("the new upstream key", () -> upstreamKey().equals(List.of("upstream-key-canary-second")));
        assertThat(logged("weir.policy-file reloaded: teams added: added-team; keys added: added-team/added"))
                .isTrue();
        assertThat(logged("weir.upstreams.scripted.keys.main reloaded: new content"))
                .isTrue();
        assertThat(inForce()).isEqualTo(1);

        double rejected = reloads("refused");
        environment.files().writeUpstreamKey(OperatorFiles.FIRST_UPSTREAM_KEY);
        environment.files().writePolicy(OperatorFiles.policyText() + "  odd-team: { plan: missing }\n");
        BoundedWait.until("the rejected reload", () -> reloads("refused") > rejected);

        assertThat(status(NEW_KEY)).isEqualTo(200);
        assertThat(status(TestKeys.OPEN)).isEqualTo(200);
        assertThat(reloads("applied")).isGreaterThanOrEqualTo(2);
        assertThat(inForce()).isZero();
        assertThat(RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/health/ready"))
                        .status())
                .isEqualTo(200);
        assertThat(logged("weir.policy-file rejected")).isTrue();
    }

    private boolean logged(String text) {
        return environment.logs().everything().stream().anyMatch(line -> line.contains(text));
    }

    /** Returns what says whether the content of the policy file is in force. */
    private double inForce() {
        return environment.metrics().sum("weir_config_last_reload_successful", "file=\"policy\"");
    }

    private int status(String key) {
        return environment
                .exchange(RawRequest.message(key, RawRequest.HELLO).playing(ok()))
                .status();
    }

    /** Returns the credential that the upstream gets now. */
    private List<String> upstreamKey() {
        String script = ok();
        environment.exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));
        return environment.upstream().onlyRequest(script).head().all("x-api-key");
    }

    private double reloads(String result) {
        return environment.metrics().sum("weir_policy_reloads_total", "result=\"" + result + "\"");
    }

    private String ok() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }
}
