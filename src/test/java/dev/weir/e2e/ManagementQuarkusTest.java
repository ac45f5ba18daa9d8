package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.BatchingHandler;
import dev.weir.metering.UsageLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints of the management port. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ManagementQuarkusTest {
    private static final int MOST_FAMILIES = 45;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void reportsHealth(String path) {
        ReceivedResponse response = RawClient.exchange(environment.management(), RawRequest.bare("GET", path));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().path("status").asText()).isEqualTo("UP");
    }

    @Test
    void reportsReadiness() {
        ReceivedResponse response =
                RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/health/ready"));

        assertThat(response.json().path("checks").findValuesAsText("name")).contains("weir");
    }

    @Test
    void givesMetricsAsText() {
        ReceivedResponse response = RawClient.exchange(environment.management(), RawRequest.bare("GET", "/q/metrics"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).get().asString().startsWith("text/plain");
        assertThat(response.text())
                .contains(
                        "weir_requests_in_flight",
                        "weir_streams_in_flight",
                        "weir_body_bytes_in_flight",
                        "weir_config_last_reload_successful{",
                        "weir_policy_reloads_total{",
                        "weir_usage_log_dropped_total",
                        "weir_build_info{");
    }

    @Test
    void writesTheUsageLogInBatches() {
        List<Handler> handlers = List.of(Logger.getLogger(UsageLog.CATEGORY).getHandlers());

        assertThat(handlers).hasAtLeastOneElementOfType(BatchingHandler.class);
    }

    @Test
    void explainsEveryMetric() {
        RawClient.exchange(environment.gateway(), RawRequest.message(TestKeys.OPEN, RawRequest.HELLO));
        List<String> lines = environment.metrics().page().lines().toList();

        assertThat(names(lines, "# TYPE ")).hasSizeGreaterThan(50);
        assertThat(names(lines, "# HELP ")).containsAll(names(lines, "# TYPE "));
    }

    @Test
    void hasFewFamiliesOfItsOwn() {
        RawClient.exchange(environment.gateway(), RawRequest.message(TestKeys.OPEN, RawRequest.HELLO));

        assertThat(names(environment.metrics().page().lines().toList(), "# TYPE ").stream()
                        .filter(name -> name.startsWith("weir_")))
                .hasSizeBetween(25, MOST_FAMILIES);
    }

    @Test
    void givesOpenMetricsWithRequestsAsExamples() {
        String id = RawClient.exchange(environment.gateway(), RawRequest.message(TestKeys.OPEN, RawRequest.HELLO))
                .weirId();
        RawRequest request = RawRequest.bare("GET", "/q/metrics")
                .with("accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");

        ReceivedResponse response = RawClient.exchange(environment.management(), request);

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(response.header("content-type")).get().asString().startsWith("application/openmetrics-text");
        assertThat(response.text()).endsWith("# EOF\n");
        assertThat(response.text().lines().filter(line -> line.startsWith("weir_request_duration_seconds_bucket")))
                .anyMatch(line -> line.contains("# {request_id=\"wreq_"));
        assertThat(response.text().lines().filter(line -> line.contains("_count")))
                .noneMatch(line -> line.contains(" # {"));
        assertThat(id).startsWith("wreq_");
    }

    @Test
    void showsWhenKeysExpire() {
        assertThat(environment.metrics().sum("weir_key_expiry_timestamp_seconds", "key=\"expired\""))
                .isEqualTo((double) Instant.parse("2020-02-01T00:00:00Z").getEpochSecond());
    }

    /** Returns the names of which the lines of a kind say something. */
    private static Set<String> names(List<String> lines, String kind) {
        return lines.stream()
                .filter(line -> line.startsWith(kind))
                .map(line -> line.substring(kind.length()).split(" ", 2))
                .filter(words -> words.length == 2 && !words[1].isBlank())
                .map(words -> words[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics", "/q/dev-ui", "/q/openapi"})
    void isNotOnTheDataPort(String path) {
        assertThat(environment.exchange(RawRequest.get(path, TestKeys.OPEN)).fault())
                .isEqualTo("404 not_found_error");
    }

    @Test
    void servesNoMessages() {
        assertThat(RawClient.exchange(environment.management(), RawRequest.message(TestKeys.OPEN, RawRequest.HELLO))
                        .status())
                .isEqualTo(404);
    }
}
