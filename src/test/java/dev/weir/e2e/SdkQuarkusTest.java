package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.ContentTooLargeException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The official Java SDK through the gateway. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class SdkQuarkusTest {
    private static final MessageCreateParams HELLO = MessageCreateParams.builder()
            .model("claude-opus-4-6")
            .maxTokens(64)
            .addUserMessage("hi")
            .build();

    private static final int REQUESTS = 50;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void createsAMessage() {
        Message message = with(TestKeys.SIMULATED, client -> client.messages().create(HELLO));

        assertThat(message.content()).isNotEmpty();
        assertThat(message.usage().outputTokens()).isPositive();
        assertThat(message.stopReason()).isPresent();
    }

    @Test
    void streamsAMessage() {
        List<RawMessageStreamEvent> events = stream(TestKeys.SIMULATED, HELLO);

        assertThat(events.getFirst().isMessageStart()).isTrue();
        assertThat(events.getLast().isMessageStop()).isTrue();
        assertThat(events).anyMatch(RawMessageStreamEvent::isContentBlockDelta);
    }

    @Test
    void raisesAnErrorForAStreamThatIsCutInsideAnEvent() {
        MessageCreateParams cut = HELLO.toBuilder()
                .putAdditionalHeader("x-simulate", "cut-at=700")
                .build();

        assertThatExceptionOfType(SseException.class).isThrownBy(() -> stream(TestKeys.SIMULATED, cut));
    }

    @Test
    void raisesAnErrorThatSaysWhyForAStreamThatIsCutBetweenEvents() {
        byte[] stream = Fixtures.stream("cut-without-stop");
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(stream);
            connection.close();
        });
        MessageCreateParams cut = HELLO.toBuilder()
                .putAdditionalHeader(ScriptedUpstream.SCRIPT, script)
                .build();

        assertThatExceptionOfType(SseException.class)
                .isThrownBy(() -> stream(TestKeys.OPEN, cut))
                .satisfies(error -> assertThat(error.body().toString()).contains("api_error", "broke off"));
    }

    private List<RawMessageStreamEvent> stream(String key, MessageCreateParams params) {
        return with(key, client -> {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(params)) {
                return stream.stream().toList();
            }
        });
    }

    @Test
    void countsTokens() {
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model("claude-opus-4-6")
                .addUserMessage("hi")
                .build();

        long tokens = with(
                TestKeys.SIMULATED,
                client -> client.messages().countTokens(params).inputTokens());

        assertThat(tokens).isPositive();
    }

    @Test
    void listsModelsAndOneOfThem() {
        List<String> ids = with(
                TestKeys.SIMULATED,
                client -> client.models().list().autoPager().stream()
                        .map(model -> model.id())
                        .toList());
        String one = with(
                TestKeys.SIMULATED,
                client -> client.models().retrieve("claude-opus-4-6").id());

        assertThat(ids).contains("claude-opus-4-6", "claude-haiku-5-5").doesNotHaveDuplicates();
        assertThat(one).isEqualTo("claude-opus-4-6");
    }

    @Test
    void knowsABadKeyByItsClass() {
        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(
                        () -> with(TestKeys.UNKNOWN, client -> client.messages().create(HELLO)))
                .withMessageContaining("not known here");
    }

    /**
     * The response comes before the body is read: a client that saw a broken pipe in its place would raise another
     * class.
     */
    @Test
    void knowsAnEarlyErrorResponseByItsClassEveryTime() {
        MessageCreateParams large =
                HELLO.toBuilder().addUserMessage("x".repeat(5_000_000)).build();

        for (int request = 0; request < REQUESTS; request++) {
            assertThatExceptionOfType(UnauthorizedException.class)
                    .isThrownBy(() ->
                            with(TestKeys.UNKNOWN, client -> client.messages().create(large)));
        }
    }

    @Test
    void knowsABodyThatIsTooLargeByItsClassEveryTime() {
        MessageCreateParams tooLarge =
                HELLO.toBuilder().addUserMessage("x".repeat(34 * 1024 * 1024)).build();

        for (int request = 0; request < REQUESTS; request++) {
            assertThatExceptionOfType(ContentTooLargeException.class)
                    .isThrownBy(() ->
                            with(TestKeys.OPEN, client -> client.messages().create(tooLarge)));
        }
    }

    @Test
    void knowsAForbiddenModelByItsClass() {
        MessageCreateParams forbidden = HELLO.toBuilder().model("gpt-4").build();

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(
                        () -> with(TestKeys.STRICT, client -> client.messages().create(forbidden)))
                .withMessageContaining("model: not allowed");
    }

    private <T> T with(String key, Function<AnthropicClient, T> use) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + environment.gateway())
                .apiKey(key)
                .maxRetries(0)
                .build();
        try {
            return use.apply(client);
        } finally {
            client.close();
        }
    }
}
