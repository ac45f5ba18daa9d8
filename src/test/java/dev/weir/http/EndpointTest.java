package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.Route;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/messages, MESSAGES, POST",
        "/v1/messages/count_tokens, COUNT_TOKENS, POST",
        "/v1/models, MODELS, GET",
        "/v1/models/claude-opus-5, MODEL, GET",
        "/v1/models/a%5B1m%5D, MODEL, GET",
        "/v1/models/a:b@c, MODEL, GET",
        "/v1/models/claude-3.5, MODEL, GET",
        "/v1/models/..., MODEL, GET"
    })
    void servesTheMessagesApi(String path, Route route, String method) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Served(route, List.of(method)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/hello"})
    void knowsTheProbesOfClaudeCode(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Probe());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/weir", "/weir/assets/connect.js", "/weir/assets/", "/weir/assets/none"})
    void knowsWhereTheConnectPageIs(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Page(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/weir/", "/weirs", "/weir/other", "/weir/assets", "/WEIR"})
    void hasNothingElseBesideTheConnectPage(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Unknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages/batches",
                "/v1/messages/batches/msgbatch_1/results",
                "/v1/files",
                "/v1/files/file_1/content",
                "/v1/skills",
                "/v1/skills/x",
                "/v1/complete",
                "/v1/agents",
                "/v1/agents/x",
                "/v1/sessions",
                "/v1/environments",
                "/v1/organizations",
                "/v1/organizations/me/usage"
            })
    void namesThePartsOfTheApiThatAreNotEnabled(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.NotEnabled());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "//v1/messages",
                "/v1//messages",
                "/v1/messages/",
                "/V1/messages",
                "/v1/Messages",
                "/V1/FILES",
                "/V1/FILES/x",
                "/v1/filesystem",
                "/v1/models/",
                "/v1/models/a/b",
                "/v1/models/.",
                "/v1/models/..",
                "/v1/messages/../messages",
                "/v1/messages/count_tokens/",
                "/anthropic/v1/messages",
                "/api/hello/",
                "/q/health"
            })
    void knowsNothingElse(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Unknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages;x=1",
                "/v1/messages/;x",
                "/v1%2fmessages",
                "/v1%2Fmessages",
                "/v1/models/a%2Fb",
                "/v1/models/a%5cb",
                "/v1/models/a%5Cb",
                "/v1/models/a\\b",
                "/v1/models/a%00",
                "/v1/models/%2e%2e",
                "/v1/models/a%3Bb",
                "/v1/models/a%zz",
                "/v1/models/a%5",
                "/v1/models/a%",
                "/x/%2e%2e/v1/messages"
            })
    void rejectsPathsThatTwoServersCouldReadDifferently(String path) {
        assertThat(Endpoint.of(path)).isEqualTo(new Endpoint.Ambiguous());
    }
}
