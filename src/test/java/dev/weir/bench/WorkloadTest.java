package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.BenchOptions.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
    @ParameterizedTest
    @EnumSource
    void sendsAMessage(Workload workload) {
        JsonObject body = new JsonObject(Buffer.buffer(workload.body()));

        assertThat(body.getString("model")).isEqualTo("claude-sonnet-5-5");
        assertThat(body.getJsonArray("messages")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"JSON_1K, 1024, 1024", "JSON_5K, 5120, 5120", "JSON_300K, 300000, 310000", "IMAGE_4M, 4194304, 4196000"
    })
    void sendsAsManyBytesAsItsTitleSays(Workload workload, int least, int most) {
        assertThat(workload.body()).hasSizeBetween(least, most);
    }

    @ParameterizedTest
    @CsvSource({
        "REJECT_RATE, WEIR_QUOTAS, true",
        "REJECT_RATE, ENVOY_METERING, true",
        "REJECT_RATE, WEIR, false",
        "REJECT_KEY, WEIR, true",
        "REJECT_KEY, NGINX, false",
        "HOT_USER, NGINX, true"
    })
    void makesSenseForSomeTargets(Workload workload, Kind kind, boolean isSo) {
        assertThat(workload.isFor(Optional.of(kind))).isEqualTo(isSo);
    }

    @Test
    void namesTheKeyInItsHeaders() {
        BenchStep step = new BenchStep(Workload.REJECT_KEY, Target.direct(9_100));

        assertThat(BenchRequest.headers(step))
                .isEqualTo(Map.of(
                        "anthropic-version",
                        "2023-06-01",
                        "content-type",
                        "application/json",
                        "x-api-key",
                        BenchRequest.UNKNOWN_KEY));
    }
}
