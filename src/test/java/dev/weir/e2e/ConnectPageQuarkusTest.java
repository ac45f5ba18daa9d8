package dev.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The connect page over HTTP; the browser tests of the client programs open it too. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ConnectPageQuarkusTest {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({
        "/weir, text/html; charset=utf-8",
        "/weir/assets/connect.css, text/css; charset=utf-8",
        "/weir/assets/connect.js, text/javascript; charset=utf-8"
    })
    void servesEachFileWithoutACredential(String path, String type) throws Exception {
        HttpResponse<String> response = send("GET", path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains(type);
        assertThat(response.headers().firstValue("content-security-policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(response.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("x-weir-source")).contains("gateway");
        assertThat(response.headers().firstValue("cache-control")).contains("public, max-age=300");
        assertThat(response.body()).isNotBlank();
    }

    @Test
    void saysNothingOfABodyToHead() throws Exception {
        HttpResponse<String> whole = send("GET", "/weir");

        HttpResponse<String> head = send("HEAD", "/weir");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(whole.headers().firstValue("content-length"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void sendsNothingAgainToABrowserThatHasIt() throws Exception {
        String tag = send("GET", "/weir").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = send("GET", "/weir", "if-none-match", tag);
        HttpResponse<String> other = send("GET", "/weir", "if-none-match", "\"other\"");

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("etag")).contains(tag);
        assertThat(again.body()).isEmpty();
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void isTheSameForEveryCallerAndHost() throws Exception {
        String plain = send("GET", "/weir").body();

        assertThat(send("GET", "/weir", "x-api-key", TestKeys.OPEN, "x-forwarded-host", "evil.example")
                        .body())
                .isEqualTo(plain);
        assertThat(environment.exchange(RawRequest.bare("GET", "/weir")).text()).isEqualTo(plain);
        assertThat(plain).doesNotContain("open-team", "evil.example", "127.0.0.1");
    }

    @Test
    void linksOnlyToItsOwnFilesAndHasNothingInline() throws Exception {
        String page = send("GET", "/weir").body();

        List<String> links =
                LINK.matcher(page).results().map(match -> match.group(1)).toList();
        assertThat(links).containsExactlyInAnyOrder("/weir/assets/connect.css", "/weir/assets/connect.js");
        assertThat(page).doesNotContain("<form", "<style", " style=", " onclick", "javascript:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/weir/assets/", "/weir/assets/none.js", "/weir/assets/../weir", "/weir/"})
    void hasNoOtherFile(String path) {
        assertThat(environment.exchange(RawRequest.bare("GET", path)).fault()).isEqualTo("404 not_found_error");
    }

    @Test
    void takesNoOtherMethod() {
        ReceivedResponse response = environment.exchange(RawRequest.post("/weir", TestKeys.OPEN, new byte[] {'x'}));

        assertThat(response.fault()).isEqualTo("405 invalid_request_error");
        assertThat(response.header("allow")).contains("GET, HEAD");
    }

    @Test
    void leavesNoLineInTheUsageLog() {
        ReceivedResponse response = environment.exchange(RawRequest.bare("GET", "/weir"));
        ReceivedResponse after = environment.exchange(RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO));

        environment.logs().onlyUsageOf(after.weirId());
        assertThat(environment.logs().usageOf(response.weirId())).isEmpty();
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .uri(URI.create("http://127.0.0.1:" + environment.gateway() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
