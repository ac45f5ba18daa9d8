package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
    private static final String APP = "https://app.example";

    private final Cors cors = new Cors(Set.of(APP, "http://localhost:3000"));

    @Test
    void letsAPageOfANamedOriginReadAResponse() {
        MultiMap response = HttpHeaders.headers().add("vary", "accept");

        cors.addTo(response, from(APP));

        assertThat(response.get("access-control-allow-origin")).isEqualTo(APP);
        assertThat(response.get("access-control-expose-headers"))
                .contains("request-id", "retry-after", "x-weir-request-id", "anthropic-ratelimit-requests-remaining");
        assertThat(response.getAll("vary")).containsExactly("accept", "origin");
        assertThat(response.contains("access-control-allow-credentials")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.evil", "http://app.example", "https://APP.example", "null", "*", ""})
    void letsNoOtherPageReadOne(String origin) {
        MultiMap response = HttpHeaders.headers();

        cors.addTo(response, from(origin));

        assertThat(response.names()).containsExactly("vary");
    }

    @Test
    void saysNothingWhereNoOriginIsNamed() {
        MultiMap response = HttpHeaders.headers();

        new Cors(Set.of()).addTo(response, from(APP));

        assertThat(response.isEmpty()).isTrue();
    }

    @Test
    void takesNoOriginThatIsRepeated() {
        MultiMap response = HttpHeaders.headers();

        cors.addTo(response, from(APP).add("origin", APP));

        assertThat(response.contains("access-control-allow-origin")).isFalse();
    }

    @Test
    void tellsAPreflightFromOtherRequests() {
        MultiMap preflight = from(APP).add("access-control-request-method", "POST");

        assertThat(cors.isPreflight(HttpMethod.OPTIONS, preflight)).isTrue();
        assertThat(cors.isPreflight(HttpMethod.POST, preflight)).isFalse();
        assertThat(cors.isPreflight(HttpMethod.OPTIONS, from(APP))).isFalse();
        assertThat(cors.isPreflight(
                        HttpMethod.OPTIONS, from("https://other.example").add("access-control-request-method", "POST")))
                .isFalse();
        assertThat(new Cors(Set.of()).isPreflight(HttpMethod.OPTIONS, preflight))
                .isFalse();
    }

    @Test
    void allowsTheHeadersThatABrowserAsksFor() {
        MultiMap request = from(APP)
                .add("access-control-request-headers", "content-type,x-api-key")
                .add("access-control-request-headers", "x-stainless-lang");

        MultiMap response = Cors.preflightHeaders(request);

        assertThat(response.get("access-control-allow-headers")).isEqualTo("content-type,x-api-key, x-stainless-lang");
        assertThat(response.get("access-control-allow-methods")).isEqualTo("GET, POST");
    }

    private static MultiMap from(String origin) {
        return HttpHeaders.headers().add("origin", origin);
    }
}
