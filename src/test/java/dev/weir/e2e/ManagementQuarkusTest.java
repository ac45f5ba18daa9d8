package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators ask on the port that callers do not see. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ManagementQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment world;

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void reportsHealth(String path) {
        ReceivedResponse answer = RawClient.ask(world.management(), RawRequest.bare("GET", path));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("UP");
    }

    @Test
    void reportsReadiness() {
        ReceivedResponse answer = RawClient.ask(world.management(), RawRequest.bare("GET", "/q/health/ready"));

        assertThat(answer.json().path("checks").findValuesAsText("name")).contains("weir");
    }

    @Test
    void givesMetricsAsText() {
        ReceivedResponse answer = RawClient.ask(world.management(), RawRequest.bare("GET", "/q/metrics"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).get().asString().contains("text");
        assertThat(answer.text())
                .contains(
                        "weir_requests_in_flight",
                        "weir_streams_in_flight",
                        "weir_body_bytes_in_flight",
                        "weir_config_last_reload_successful{",
                        "weir_policy_reloads_total{",
                        "weir_build_info{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics", "/q/dev-ui", "/q/openapi"})
    void isNotOnTheDataPort(String path) {
        assertThat(world.ask(RawRequest.get(path, TestKeys.OPEN)).fault()).isEqualTo("404 not_found_error");
    }

    @Test
    void servesNoMessages() {
        assertThat(RawClient.ask(world.management(), RawRequest.message(TestKeys.OPEN, RawRequest.HELLO))
                        .status())
                .isEqualTo(404);
    }
}
