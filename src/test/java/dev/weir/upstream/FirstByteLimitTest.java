package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstByteLimitTest {
    private static final UpstreamTimeouts TIMEOUTS =
            UpstreamSettings.timeouts(Duration.ofMinutes(2), Duration.ofSeconds(630));

    @ParameterizedTest
    @CsvSource({
        "600, 630000",
        "620, 630000",
        "621, 631000",
        "900, 910000",
        "900.5, 910500",
        "620.001, 630001",
        "0, 630000",
        "NOT_GIVEN, 630000",
        "'', 630000",
        "-900, 630000",
        "+900, 630000",
        "9e9, 630000",
        "900s, 630000",
        "1.2.3, 630000",
        "NaN, 630000",
        "Infinity, 630000",
        "99999999999, 630000",
        "999999999, 86410000",
        "999999999.999999999, 86410000"
    })
    void givesWayToTheClientsOwnTimeout(String header, long millis) {
        FirstByteLimit limit =
                FirstByteLimit.of(TIMEOUTS, request(HttpHeaders.headers().add("x-stainless-timeout", header), false));

        assertThat(limit).isEqualTo(new FirstByteLimit(Duration.ofMillis(millis), "weir.timeout.first-byte-json"));
    }

    @Test
    void isTheSettingWhereTheClientSaysNothing() {
        FirstByteLimit limit = FirstByteLimit.of(TIMEOUTS, request(HttpHeaders.headers(), false));

        assertThat(limit).isEqualTo(new FirstByteLimit(Duration.ofSeconds(630), "weir.timeout.first-byte-json"));
    }

    @Test
    void isThatOfStreamsWhateverTheClientSays() {
        FirstByteLimit limit =
                FirstByteLimit.of(TIMEOUTS, request(HttpHeaders.headers().add("x-stainless-timeout", "900"), true));

        assertThat(limit).isEqualTo(new FirstByteLimit(Duration.ofMinutes(2), "weir.timeout.first-byte-stream"));
    }

    private static UpstreamRequest request(MultiMap headers, boolean stream) {
        return new UpstreamRequest(HttpMethod.POST, "/v1/messages", headers, Optional.empty(), stream);
    }
}
