package dev.weir.headers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFilterTest {
    private final HeaderFilter filter = new HeaderFilter(List.of("Cookie", " X-Own-* ", "x-own-more-*", "x-ow*x"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "Keep-Alive",
                "PROXY-AUTHENTICATE",
                "proxy-authorization",
                "Proxy-Connection",
                "TE",
                "trailer",
                "Transfer-Encoding",
                "upgrade",
                "HTTP2-Settings",
                "Cookie",
                "X-Own-",
                "x-own-thing",
                "X-OWN-Thing",
                "x-own-more-things",
                "x-own-morf",
                "x-ow*x"
            })
    void dropsHopByHopAndListedHeaders(String name) {
        MultiMap passed = filter.copy(headers(name, "v", "kept", "w"));

        assertThat(lines(passed)).containsExactly("kept: w");
    }

    @Test
    void dropsHeadersNamedByConnection() {
        MultiMap passed = filter.copy(headers(
                "Connection", "X-One, x-two ,,",
                "x-one", "1",
                "X-Two", "2",
                "connection", "X-Three",
                "x-three", "3",
                "x-four", "4"));

        assertThat(lines(passed)).containsExactly("x-four: 4");
    }

    @Test
    void keepsEveryValueInItsOrder() {
        MultiMap passed = filter.copy(headers("anthropic-beta", "b", "Anthropic-Beta", "a", "anthropic-beta", "c"));

        assertThat(passed.getAll("anthropic-beta")).containsExactly("b", "a", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-unknown", "anthropic-brand-new", "cookie2", "x-ow", "te2", "x-own"})
    void passesHeadersThatAreNotListed(String name) {
        MultiMap passed = filter.copy(headers(name, "v"));

        assertThat(passed.get(name)).isEqualTo("v");
    }

    @Test
    void doesNotChangeTheOriginal() {
        MultiMap original = headers("cookie", "c", "a", "b");

        filter.copy(original).set("a", "changed");

        assertThat(lines(original)).containsExactly("cookie: c", "a: b");
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = HttpHeaders.headers();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return headers;
    }

    private static List<String> lines(MultiMap headers) {
        return headers.entries().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }
}
