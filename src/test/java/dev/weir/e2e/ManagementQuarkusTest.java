package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators ask on the port that callers do not see. */
@QuarkusTest
@WithTestResource(WorldResource.class)
class ManagementQuarkusTest {
    @SuppressWarnings("NullAway.Init") // handed in by the resource
    World world;

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void saysThatItIsWell(String path) {
        Answer answer = Client.ask(world.management(), Asked.bare("GET", path));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("UP");
    }

    @Test
    void tellsItsOwnReadiness() {
        Answer answer = Client.ask(world.management(), Asked.bare("GET", "/q/health/ready"));

        assertThat(answer.json().path("checks").findValuesAsText("name")).contains("weir");
    }

    @Test
    void givesMetricsAsText() {
        Answer answer = Client.ask(world.management(), Asked.bare("GET", "/q/metrics"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).get().asString().contains("text");
        assertThat(answer.text())
                .contains(
                        "weir_requests_in_flight",
                        "weir_streams_in_flight",
                        "weir_body_bytes_in_flight",
                        "weir_build_info{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics", "/q/dev-ui", "/q/openapi"})
    void isNotOnTheDataPort(String path) {
        assertThat(world.ask(Asked.get(path, Keys.OPEN)).fault()).isEqualTo("404 not_found_error");
    }

    @Test
    void servesNoMessages() {
        assertThat(Client.ask(world.management(), Asked.message(Keys.OPEN, Asked.HELLO))
                        .status())
                .isEqualTo(404);
    }
}
