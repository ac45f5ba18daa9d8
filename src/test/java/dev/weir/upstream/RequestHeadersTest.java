package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "expect",
                "Cookie",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-Forwarded-Proto",
                "x-forwarded-brand-new",
                "X-Real-IP",
                "x-weir-request-id",
                "X-Weir-Anything",
                "Authorization",
                "X-Api-Key",
                "anthropic-workspace-id",
                "Anthropic-User-Profile-Id",
                "content-length",
                "connection",
                "keep-alive",
                "proxy-authorization",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade"
            })
    void keepBack(String name) {
        MultiMap sent = RequestHeaders.from(HttpHeaders.headers().add(name, "v"));

        assertThat(lines(sent)).containsExactly("accept-encoding: identity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic-version",
                "anthropic-beta",
                "anthropic-brand-new",
                "anthropic-organization-id",
                "Content-Type",
                "content-encoding",
                "Accept",
                "User-Agent",
                "x-stainless-timeout",
                "x-stainless-retry-count",
                "x-app",
                "idempotency-key",
                "traceparent",
                "x-simulate"
            })
    void letPass(String name) {
        MultiMap sent =
                RequestHeaders.from(HttpHeaders.headers().add(name, "one").add(name, "two"));

        assertThat(sent.getAll(name)).containsExactly("one", "two");
    }

    @Test
    void askForAnAnswerThatCanBeRead() {
        MultiMap sent = RequestHeaders.from(HttpHeaders.headers().add("Accept-Encoding", "gzip, br"));

        assertThat(sent.getAll("accept-encoding")).containsExactly("identity");
    }

    private static List<String> lines(MultiMap headers) {
        return headers.entries().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }
}
