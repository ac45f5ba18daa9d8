package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java SDK sees the same through the gateway as it sees without it. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class JavaClientQuarkusTest {
    private static final Path ERRORS = Path.of("src/test/clients/errors.json");
    private static final MessageCreateParams HELLO = MessageCreateParams.builder()
            .model("claude-opus-4-6")
            .maxTokens(64)
            .addUserMessage("hi")
            .build();

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void createsAMessage() {
        assertAgree(client -> seen(client.messages().create(HELLO)));
    }

    @Test
    void takesHeadersQueryAndBodyOfItsOwn() {
        MessageCreateParams extra = HELLO.toBuilder()
                .putAdditionalHeader("anthropic-beta", "made-up-2026-11-24")
                .putAdditionalQueryParam("beta", "true")
                .putAdditionalBodyProperty("metadata", JsonValue.from(Map.of("user_id", "u")))
                .build();

        assertAgree(client -> seen(client.messages().create(extra)));
    }

    @Test
    void waitsLongerThanTenMinutes() {
        RequestOptions patient =
                RequestOptions.builder().timeout(Duration.ofMinutes(20)).build();

        assertAgree(client -> seen(client.messages().create(HELLO, patient)));
    }

    @Test
    void sendsImagesAndDocuments() {
        ContentBlockParam image = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data("iVBORw0KGgo=")
                        .build())
                .build());
        ContentBlockParam document = ContentBlockParam.ofDocument(
                DocumentBlockParam.builder().base64Source("JVBERi0xLjQK").build());
        ContentBlockParam text = ContentBlockParam.ofText(
                TextBlockParam.builder().text("What is this?").build());
        MessageCreateParams media = MessageCreateParams.builder()
                .model("claude-opus-4-6")
                .maxTokens(64)
                .addUserMessageOfContentBlockParams(List.of(image, document, text))
                .build();

        assertAgree(client -> seen(client.messages().create(media)));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void readsWhatTheScriptAsksFor(String script) {
        MessageCreateParams scripted = HELLO.toBuilder()
                .putAdditionalHeader("x-simulate", script)
                .addTool(Tool.builder()
                        .name("Bash")
                        .inputSchema(Tool.InputSchema.builder().build())
                        .build())
                .build();

        assertAgree(client -> seen(client.messages().create(scripted)));
        assertAgree(client -> streamed(client, scripted));
    }

    static Stream<String> scripts() {
        return Stream.of(
                "tokens=9", "thinking", "tool=Bash;input={\"command\":\"echo hi\"}", "stop=refusal", "pings=3");
    }

    private static String streamed(AnthropicClient client, MessageCreateParams params) {
        MessageAccumulator whole = MessageAccumulator.create();
        StringBuilder events = new StringBuilder();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(event -> {
                whole.accumulate(event);
                events.append(event.isContentBlockDelta() ? "delta " : event.isMessageStop() ? "stop " : ". ");
            });
        }
        return events + seen(whole.message());
    }

    @Test
    void countsTokens() {
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model("claude-opus-4-6")
                .addUserMessage("hi")
                .build();

        assertAgree(
                client -> String.valueOf(client.messages().countTokens(params).inputTokens()));
    }

    @Test
    void listsModelsAndOneOfThem() {
        assertAgree(client -> client.models().list().autoPager().stream()
                .map(model -> model.id() + model.displayName())
                .toList()
                .toString());
        assertAgree(client -> client.models().retrieve("claude-opus-4-6").displayName());
    }

    @Test
    void readsTheHeadersOfAResponse() {
        assertAgree(client -> {
            try (HttpResponseFor<Message> raw =
                    client.messages().withRawResponse().create(HELLO)) {
                TreeSet<String> names = new TreeSet<>();
                raw.headers().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
                names.removeIf(JavaClientQuarkusTest::mayDifferByContract);
                return raw.statusCode() + " " + names + raw.requestId().isPresent();
            }
        });
    }

    /** What Weir drops, and what it adds: the contract of the data port. */
    private static boolean mayDifferByContract(String name) {
        return Stream.of(
                        "anthropic-ratelimit-",
                        "anthropic-organization-id",
                        "anthropic-workspace-id",
                        "x-weir-",
                        "vary")
                .anyMatch(name::startsWith);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void raisesTheSameForAnError(String name, String script) {
        MessageCreateParams failing =
                HELLO.toBuilder().putAdditionalHeader("x-simulate", script).build();

        assertAgree(client -> {
            try {
                return seen(client.messages().create(failing));
            } catch (AnthropicServiceException error) {
                return error.getClass().getSimpleName() + " " + error.statusCode() + " " + type(error);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("errors")
    void raisesTheClassThatTheDocsName(String name, String script) throws IOException {
        MessageCreateParams failing =
                HELLO.toBuilder().putAdditionalHeader("x-simulate", script).build();

        AnthropicServiceException error = catchThrowableOfType(
                AnthropicServiceException.class,
                () -> with(
                        environment.gateway(),
                        TestKeys.SIMULATED,
                        client -> seen(client.messages().create(failing))));

        assertThat(rowOfTheDocs(name)).contains(error.getClass().getSimpleName());
    }

    /** Returns the cells of the row in the table of errors. */
    private static List<String> rowOfTheDocs(String name) throws IOException {
        return Files.readAllLines(Path.of("docs/clients.md")).stream()
                .map(line -> List.of(line.replace("`", "").split(" *\\| *")))
                .filter(cells -> cells.size() > 1 && cells.get(1).equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> errors() throws IOException {
        JsonNode rows = new ObjectMapper().readTree(ERRORS.toFile());
        return Stream.iterate(0, at -> at < rows.size(), at -> at + 1)
                .map(at -> Arguments.of(
                        rows.get(at).get(0).asText(), rows.get(at).get(1).asText()));
    }

    private static String type(AnthropicServiceException error) {
        return error.body().toString().replaceAll("req_\\w+", "req_…");
    }

    private static String seen(Message message) {
        return message.model() + " " + message.stopReason() + " "
                + message.usage().outputTokens() + " "
                + message.content().stream()
                        .map(block -> block.text()
                                .map(text -> text.text())
                                .or(() -> block.thinking().map(thinking -> "thinking " + thinking.thinking()))
                                .or(() -> block.toolUse().map(tool -> tool.name() + tool._input()))
                                .orElse("other"))
                        .toList();
    }

    private void assertAgree(Function<AnthropicClient, String> exchange) {
        String direct = with(environment.simulator(), "any-key-of-sixteen", exchange);

        String through = with(environment.gateway(), TestKeys.SIMULATED, exchange);

        assertThat(through).isEqualTo(direct);
    }

    private static String with(int port, String key, Function<AnthropicClient, String> exchange) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .apiKey(key)
                .maxRetries(0)
                .build();
        try {
            return exchange.apply(client);
        } finally {
            client.close();
        }
    }
}
