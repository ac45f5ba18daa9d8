package dev.weir.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.RequestReading.Valid;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestFixturesTest {
    private static final RequestReader STRICT = new RequestReader(Validation.REQUIRED, 1 << 20);
    private static final RequestReader MINIMAL = new RequestReader(Validation.MINIMAL, 1 << 20);

    @Test
    void coversBothOperations() {
        List<String> names = Fixtures.requests();

        assertThat(names).hasSizeGreaterThanOrEqualTo(60);
        assertThat(names.stream().map(Fixtures::operation).distinct())
                .containsExactlyInAnyOrder(Operation.MESSAGES, Operation.COUNT_TOKENS);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.messages.Fixtures#requests")
    void readsAFixtureAlikeByBothValidationsAndByteByByte(String name) {
        byte[] body = Fixtures.request(name);
        Operation operation = Fixtures.operation(name);

        RequestReading strict =
                STRICT.read(operation, () -> new ByteArrayInputStream(body), ContentEncoding.IDENTITY, _ -> true);
        RequestReading minimal =
                MINIMAL.read(operation, () -> new ByteArrayInputStream(body), ContentEncoding.IDENTITY, _ -> true);
        RequestReading dripped =
                STRICT.read(operation, () -> new OneBytePerRead(body), ContentEncoding.IDENTITY, _ -> true);

        assertThat(strict).isInstanceOf(Valid.class).isEqualTo(minimal).isEqualTo(dripped);
        InputSize size = RequestBodies.request(strict).size();
        assertThat(size.textBytes() + size.mediaBytes()).isEqualTo(body.length);
    }

    @ParameterizedTest
    @CsvSource({
        "minimal,",
        "names-inside-text,",
        "similar-names,",
        "unknown-fields,",
        "features-null,",
        "tools-client,",
        "tool-use-and-results,",
        "beta-history,",
        "server-tool-history,",
        "unknown-block-types,",
        "thinking-adaptive,",
        "claude-code,",
        "documents,URL_SOURCES FILE_SOURCES",
        "images,URL_SOURCES FILE_SOURCES",
        "escaped-names,URL_SOURCES",
        "tool-result-nested-sources,URL_SOURCES",
        "container-upload,FILE_SOURCES CONTAINER SERVER_TOOLS",
        "tools-server-web,SERVER_TOOLS",
        "tools-server-other,SERVER_TOOLS",
        "tools-unknown-type,SERVER_TOOLS",
        "tool-addition,SERVER_TOOLS",
        "mcp-servers,MCP_SERVERS",
        "mcp-toolset-alone,MCP_SERVERS",
        "fallbacks,FALLBACKS SPEED",
        "fallbacks-default,FALLBACKS",
        "price-and-place,SERVICE_TIER SPEED INFERENCE_GEO BILLING_POLICY",
        "count-tokens-full,SERVER_TOOLS SPEED MCP_SERVERS"
    })
    void findsExactlyTheFeaturesOfAFixture(String name, String features) {
        Set<Feature> expected = features == null
                ? EnumSet.noneOf(Feature.class)
                : Arrays.stream(features.split(" "))
                        .map(each -> Feature.valueOf(each.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toSet());

        assertThat(read(name).features()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "minimal,0,0,0",
        "images,3,0,96",
        "image-data-before-type,1,0,96",
        "documents,1,3,204",
        "tool-use-and-results,1,0,96",
        "server-tool-history,0,1,108",
        "unknown-block-types,0,0,0",
        "odd-spacing,1,0,9",
    })
    void countsTheMediaOfAFixture(String name, int images, int documents, long mediaBytes) {
        InputSize size = read(name).size();

        assertThat(size)
                .isEqualTo(new InputSize(Fixtures.request(name).length - mediaBytes, images, documents, mediaBytes));
    }

    @Test
    void readsARequestOfClaudeCode() {
        String userId = "{\"device_id\":\"" + "0123456789abcdef".repeat(4)
                + "\",\"account_uuid\":\"\",\"session_id\":\"11111111-2222-4333-8444-555555555555\"}";

        assertThat(read("claude-code"))
                .isEqualTo(new MessageRequest(
                        "claude-opus-5-5",
                        true,
                        OptionalLong.of(128_000),
                        Optional.of(userId),
                        new Fallbacks.Models(List.of()),
                        Set.of(),
                        new InputSize(Fixtures.request("claude-code").length, 0, 0, 0),
                        true));
    }

    @Test
    void readsEscapedNamesLikePlainOnes() {
        MessageRequest request = read("escaped-names");

        assertThat(request.model()).isEqualTo("claude-sonnet-5-5");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxTokens()).hasValue(16);
        assertThat(request.userId()).contains("u-1");
        assertThat(request.size().images()).isEqualTo(1);
    }

    private static MessageRequest read(String name) {
        return RequestBodies.request(STRICT.read(
                Fixtures.operation(name),
                () -> new ByteArrayInputStream(Fixtures.request(name)),
                ContentEncoding.IDENTITY,
                _ -> true));
    }
}
