package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListParams;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator as the SDK's own types read it. */
final class SimulatorSdkTest {
    private static final RunningSimulator SIMULATOR = new RunningSimulator(Clock.systemUTC());
    private static final AnthropicClient CLIENT = AnthropicOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + SIMULATOR.port())
            .apiKey("anything")
            .build();

    @AfterAll
    static void stop() {
        CLIENT.close();
        SIMULATOR.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens=50",
                "thinking",
                "tool=Bash;input={\"command\":\"echo hi\"}",
                "stop=refusal",
                "stop=pause_turn",
                "tokens=2000",
                "unknown-events;chunk=9"
            })
    void streamAndMessageAreEqualInTheSdk(String script) {
        MessageCreateParams params = prompt(script).build();
        MessageAccumulator accumulator = MessageAccumulator.create();

        Message whole = CLIENT.messages().create(params).validate();
        try (StreamResponse<RawMessageStreamEvent> events = CLIENT.messages().createStreaming(params)) {
            events.stream().forEach(accumulator::accumulate);
        }

        Message streamed = accumulator.message().validate();
        assertThat(streamed.content().stream().map(SimulatorSdkTest::said).toList())
                .isEqualTo(whole.content().stream().map(SimulatorSdkTest::said).toList());
        assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
        assertThat(streamed.stopDetails()).isEqualTo(whole.stopDetails());
        assertThat(streamed.usage()).isEqualTo(whole.usage());
    }

    @Test
    void retriesSucceedWhenTheFaultIsOver() {
        MessageCreateParams params =
                prompt("status=529;retry-after=0;times=2;key=sdk").build();

        Message message = CLIENT.messages().create(params);

        assertThat(message.stopReason()).contains(StopReason.END_TURN);
    }

    @Test
    void raisesASpendLimitInTheSdk() {
        MessageCreateParams params =
                prompt("kind=spend-limit;should-retry=false").build();

        assertThatThrownBy(() -> CLIENT.messages().create(params))
                .asInstanceOf(InstanceOfAssertFactories.type(RateLimitException.class))
                .satisfies(failure -> {
                    assertThat(failure.errorCode()).contains("enforced_spend_limit_reached");
                    assertThat(failure.headers().values("retry-after")).isEmpty();
                    assertThat(failure.requestId()).isPresent();
                });
    }

    @Test
    void raisesAnErrorOfTheStreamInTheSdk() {
        MessageCreateParams params = prompt("error-event=later").build();

        assertThatThrownBy(() -> {
                    try (StreamResponse<RawMessageStreamEvent> events =
                            CLIENT.messages().createStreaming(params)) {
                        events.stream().forEach(_ -> {});
                    }
                })
                .isInstanceOf(SseException.class)
                .hasMessageContaining("Overloaded");
    }

    @Test
    void countsTheInputTokensOfAMessage() {
        long counted = CLIENT.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("claude-opus-5-5")
                        .addUserMessage("How do you do?")
                        .build())
                .inputTokens();

        Message message = CLIENT.messages().create(prompt("tokens=1").build());

        assertThat(counted).isEqualTo(message.usage().inputTokens());
    }

    @Test
    void listsAllModelsOverSeveralPages() {
        List<ModelInfo> models = CLIENT
                .models()
                .list(ModelListParams.builder().limit(5).build())
                .autoPager()
                .stream()
                .map(ModelInfo::validate)
                .toList();

        assertThat(models).hasSize(19).doesNotHaveDuplicates();
        assertThat(models.getLast().id()).isEqualTo("claude-sonnet-4-5-20250929");
    }

    @Test
    void resolvesAnAlias() {
        ModelInfo model = CLIENT.models().retrieve("claude-haiku-4-5").validate();

        assertThat(model.id()).isEqualTo("claude-haiku-4-5-20251001");
    }

    private static MessageCreateParams.Builder prompt(String script) {
        return MessageCreateParams.builder()
                .model("claude-opus-5-5")
                .maxTokens(1000)
                .addUserMessage("How do you do?")
                .putAdditionalHeader("x-simulate", script);
    }

    private static String said(ContentBlock block) {
        return block.text()
                .map(text -> "text " + text.text())
                .or(() -> block.thinking().map(thought -> thought.thinking() + thought.signature()))
                .or(() -> block.toolUse().map(tool -> tool.name() + tool._input()))
                .orElseThrow();
    }
}
