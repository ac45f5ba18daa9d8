package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie",
                "alt-svc",
                "Strict-Transport-Security",
                "anthropic-organization-id",
                "Anthropic-Workspace-Id",
                "anthropic-ratelimit-requests-remaining",
                "Anthropic-RateLimit-Unified-Status",
                "anthropic-priority-input-tokens-limit",
                "anthropic-fast-anything",
                "x-weir-request-id",
                "X-Weir-Source",
                "access-control-allow-origin",
                "Access-Control-Allow-Credentials",
                "via",
                "CF-Ray",
                "cf-cache-status",
                "nel",
                "report-to",
                "server-timing",
                "connection",
                "keep-alive",
                "proxy-authenticate",
                "te",
                "trailer",
                "Transfer-Encoding",
                "upgrade"
            })
    void dropsWhatSpeaksForAnotherOriginOrAccount(String name) {
        MultiMap passed = ResponseHeaders.from(HttpHeaders.headers().add(name, "v"), Map.of());

        assertThat(lines(passed)).containsExactly("x-weir-source: upstream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request-id",
                "retry-after",
                "x-should-retry",
                "Content-Type",
                "content-encoding",
                "content-length",
                "anthropic-brand-new",
                "anthropic-ratelimits",
                "server",
                "date",
                "cache-control",
                "location",
                "www-authenticate"
            })
    void keepsOtherHeaders(String name) {
        MultiMap passed =
                ResponseHeaders.from(HttpHeaders.headers().add(name, "1").add(name, "2"), Map.of());

        assertThat(lines(passed)).containsExactly(name + ": 1", name + ": 2", "x-weir-source: upstream");
    }

    @Test
    void replacesTheUpstreamsRateLimitsByOurs() {
        MultiMap passed = ResponseHeaders.from(
                HttpHeaders.headers().add("anthropic-ratelimit-requests-limit", "4000"),
                Map.of("anthropic-ratelimit-requests-limit", "50"));

        assertThat(lines(passed)).containsExactly("anthropic-ratelimit-requests-limit: 50", "x-weir-source: upstream");
    }

    @Test
    void dropsTheContentLengthOfAnEventStream() {
        MultiMap passed = ResponseHeaders.from(
                HttpHeaders.headers()
                        .add("Content-Type", "text/event-stream; charset=utf-8")
                        .add("Content-Length", "12"),
                Map.of());

        assertThat(lines(passed))
                .containsExactly(
                        "Content-Type: text/event-stream; charset=utf-8",
                        "x-accel-buffering: no",
                        "x-weir-source: upstream");
    }

    @ParameterizedTest
    @CsvSource({
        "text/event-stream, true",
        "TEXT/EVENT-STREAM;charset=utf-8, true",
        "application/json, false",
        "text/plain, false"
    })
    void recognizesAnEventStream(String type, boolean expected) {
        MultiMap headers = HttpHeaders.headers().add("content-type", type);

        assertThat(ResponseHeaders.isEventStream(headers)).isEqualTo(expected);
        assertThat(ResponseHeaders.isEventStream(HttpHeaders.headers())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "br, true",
        "identity, false",
        "IDENTITY, false",
        "'identity, gzip', true",
        "'', false",
        "' , ', false"
    })
    void recognizesAnEncodedBody(String encoding, boolean expected) {
        MultiMap headers = HttpHeaders.headers().add("content-encoding", encoding);

        assertThat(ResponseHeaders.isEncoded(headers)).isEqualTo(expected);
        assertThat(ResponseHeaders.isEncoded(HttpHeaders.headers())).isFalse();
    }

    private static List<String> lines(MultiMap headers) {
        return headers.entries().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }
}
