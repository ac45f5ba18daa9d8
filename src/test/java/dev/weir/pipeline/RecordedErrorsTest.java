package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.status;
import static dev.weir.pipeline.UpstreamReply.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.metering.ErrorReason;
import dev.weir.metering.LogCapture;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.OwnError;
import dev.weir.quota.QuotaDecision;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the record says of each error that Weir made, so that an operator can tell why. */
class RecordedErrorsTest {
    private UpstreamReply reply = UpstreamReply.json();
    private final TestGateway gateway =
            new TestGateway(request -> request.body().onSuccess(_ -> reply.to(request)), GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void recordsNoErrorWhereTheUpstreamRespondsWithOne() {
        reply = status(529);

        gateway.create(TestGateway.request("claude-big", true, ""));

        assertThat(error()).isEmpty();
    }

    static List<Arguments> upstreams() {
        return List.of(
                Arguments.of(status(401), ErrorType.API, ErrorReason.KEY_REJECTED),
                Arguments.of(stream("no event", ""), ErrorType.API, ErrorReason.CLOSED),
                Arguments.of(stream("no message_stop", START), ErrorType.API, ErrorReason.CLOSED));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void recordsWhatIsWrongWithTheUpstream(UpstreamReply upstream, ErrorType type, ErrorReason reason) {
        reply = upstream;

        gateway.create(TestGateway.request("claude-big", true, ""));

        assertThat(error()).contains(new OwnError(Optional.empty(), type, reason));
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(status(401), "key_rejected", "ERROR Upstream main fails, key key, key_rejected: "),
                Arguments.of(UpstreamReply.close(), "connect", "WARN Upstream main fails, key key, closed: "));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void logsAndCountsWhatIsWrongWithTheUpstream(UpstreamReply upstream, String status, String line) {
        List<String> lines = new CopyOnWriteArrayList<>();
        reply = upstream;

        try (var _ = LogCapture.of(
                UpstreamFaultLog.class.getName(), record -> lines.add(record.getLevel() + " " + record.getMessage()))) {
            gateway.create(TestGateway.request("claude-big", true, ""));
        }

        assertThat(lines).singleElement().asString().startsWith(line);
        assertThat(gateway.registry
                        .get("weir.upstream.attempts")
                        .tag("status", status)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    static List<Arguments> requests() {
        return List.of(
                Arguments.of("{", ErrorReason.INVALID_REQUEST),
                Arguments.of(text("gpt-5", ""), ErrorReason.PLAN),
                Arguments.of(text("claude-big", ",\"mcp_servers\":[{}]"), ErrorReason.PLAN),
                Arguments.of(text("claude-big", ",\"metadata\":{\"user_id\":\"blocked\"}"), ErrorReason.USER));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void recordsWhatIsWrongWithTheRequest(String request, ErrorReason reason) {
        gateway.create(request.getBytes(UTF_8));

        assertThat(error()).map(OwnError::reason).contains(reason);
    }

    @Test
    void recordsTheLimitThatRejects() {
        QuotaDecision denied = new QuotaDecision.Denied(
                ErrorType.BILLING, "user/usd-per-day is used up", Map.of("x-weir-limit", "user/usd-per-day"));
        gateway.quota.decision = () -> Future.succeededFuture(denied);

        gateway.create(TestGateway.request("claude-big", false, ""));

        assertThat(error())
                .contains(new OwnError(Optional.of("user/usd-per-day"), ErrorType.BILLING, ErrorReason.LIMIT));
    }

    @Test
    void recordsTheLimitOfZeroThatForbidsAndNamesItInAHeader() {
        gateway.create(TestGateway.request("claude-big", false, ",\"metadata\":{\"user_id\":\"idle\"}"));

        assertThat(gateway.client.status).isEqualTo(403);
        assertThat(gateway.client.headers.get("x-weir-limit")).isEqualTo("user/requests-per-minute");
        assertThat(error())
                .contains(
                        new OwnError(Optional.of("user/requests-per-minute"), ErrorType.PERMISSION, ErrorReason.USER));
    }

    private Optional<OwnError> error() {
        return gateway.records.stream().findFirst().map(UsageRecord::error).orElseThrow();
    }

    private static String text(String model, String more) {
        return new String(TestGateway.request(model, false, more), UTF_8);
    }
}
