package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official Java SDK makes of limits. */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class JavaQuotaQuarkusTest {
    /** Costs $0.000475 of the $0.0005 a day. */
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":15}}""";

    private static final String EVENTS = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],\
            "model":"claude-opus-4-6","usage":{"input_tokens":20,"output_tokens":1}}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void asksOnceWhereABudgetIsSpent(boolean stream) {
        String user = "java-spent-" + stream;
        takeOne("day", user);
        takeOne("day", user);
        double denials = decisions("day", "denied");

        RateLimitException error = rejected("day", client -> send(client, user, stream));

        assertThat(error.statusCode()).isEqualTo(429);
        assertThat(error.type()).contains(ErrorType.BILLING_ERROR);
        assertThat(error.apiMessage().orElseThrow())
                .startsWith("The limit user/usd-per-day has no room: $0.00095 of $0.0005 used")
                .contains("It begins anew at");
        assertThat(error.requestId()).contains(header(error.headers(), "request-id"));
        assertThat(header(error.headers(), "x-should-retry")).isEqualTo("false");
        assertThat(header(error.headers(), "x-weir-limit")).isEqualTo("user/usd-per-day");
        assertThat(header(error.headers(), "anthropic-ratelimit-unified-status"))
                .isEqualTo("rejected");
        assertThat(Integer.parseInt(header(error.headers(), "retry-after"))).isBetween(1, 86_400);
        assertThat(decisions("day", "denied") - denials).isEqualTo(1);
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void raisesTheSameClassWhereALimitPerMinuteHasNoRoom(boolean stream) {
        String user = "java-hasty-" + stream;
        takeOne("turn", user);

        RateLimitException error =
                rejected("turn", client -> send(client.withOptions(o -> o.maxRetries(0)), user, stream));

        assertThat(error.type()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(header(error.headers(), "x-weir-limit")).isEqualTo("user/requests-per-minute");
        assertThat(header(error.headers(), "anthropic-ratelimit-requests-remaining"))
                .isEqualTo("0");
        assertThat(Integer.parseInt(header(error.headers(), "retry-after"))).isBetween(1, 60);
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void waitsWhereALimitPerMinuteHasNoRoomAndSucceeds(boolean stream) {
        String user = "java-patient-" + stream;
        takeOne("turn", user);
        double granted = decisions("turn", "granted");
        double denials = decisions("turn", "denied");

        String response = with("turn", client -> send(client, user, stream));

        assertThat(response).isEqualTo("Optional[end_turn]");
        assertThat(decisions("turn", "granted") - granted).isEqualTo(1);
        assertThat(decisions("turn", "denied") - denials).isEqualTo(1);
    }

    @Test
    void readsTheWarningOfABudgetThatNearsItsEnd() {
        takeOne("day", "java-warned");

        Headers headers = with("day", client -> {
            try (HttpResponseFor<Message> raw =
                    client.messages().withRawResponse().create(params("java-warned", false))) {
                return raw.headers();
            }
        });

        assertThat(header(headers, "anthropic-ratelimit-unified-status")).isEqualTo("allowed_warning");
        assertThat(header(headers, "anthropic-ratelimit-unified-overage-utilization"))
                .isEqualTo("0.95");
    }

    /** Uses one request of a user, which is counted when this returns. */
    private void takeOne(String plan, String user) {
        String body = RawRequest.HELLO.replace("{\"model", "{\"metadata\":{\"user_id\":\"" + user + "\"},\"model");
        environment.exchange(RawRequest.message(keyOf(plan), body).playing(script(false)));
        RawRequest limits = RawRequest.get("/weir/limits?user_id=" + user, keyOf(plan));
        BoundedWait.until(
                "no lease",
                () -> environment.exchange(limits).json().get("leases").asInt() == 0);
    }

    private RateLimitException rejected(String plan, Function<AnthropicClient, String> exchange) {
        return catchThrowableOfType(RateLimitException.class, () -> with(plan, exchange));
    }

    /** Returns how a good response ends. */
    private String send(AnthropicClient client, String user, boolean stream) {
        if (!stream) {
            return client.messages().create(params(user, false)).stopReason().toString();
        }
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params(user, true))) {
            MessageAccumulator whole = MessageAccumulator.create();
            events.stream().forEach(whole::accumulate);
            return whole.message().stopReason().toString();
        }
    }

    private MessageCreateParams params(String user, boolean stream) {
        return MessageCreateParams.builder()
                .model("claude-opus-4-6")
                .maxTokens(64)
                .addUserMessage("hi")
                .metadata(Metadata.builder().userId(user).build())
                .putAdditionalHeader(ScriptedUpstream.SCRIPT, script(stream))
                .build();
    }

    private String script(boolean stream) {
        return environment.upstream().addScript(connection -> {
            if (stream) {
                connection.beginStream();
                connection.chunk(EVENTS);
                connection.lastChunk();
            } else {
                connection.respond("200 OK\r\ncontent-type: application/json\r\n", MESSAGE.getBytes(UTF_8));
            }
        });
    }

    private double decisions(String plan, String decision) {
        return environment
                .metrics()
                .sum("weir_quota_decisions_total", "team=\"" + plan + "-team\"", "decision=\"" + decision + "\"");
    }

    private static String header(Headers headers, String name) {
        return String.join(", ", headers.values(name));
    }

    private <T> T with(String plan, Function<AnthropicClient, T> use) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + environment.gateway())
                .apiKey(keyOf(plan))
                .build();
        try {
            return use.apply(client);
        } finally {
            client.close();
        }
    }
}
