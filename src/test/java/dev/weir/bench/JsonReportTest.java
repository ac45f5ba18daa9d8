package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private final JsonObject report = new JsonObject(JsonReport.of(BenchResults.withLoads(1.0, 2.5)));

    @Test
    void saysWhatTheRunWasMadeOn() {
        assertThat(report.getInteger("format")).isEqualTo(1);
        assertThat(report.getString("command")).isEqualTo("./weir bench");
        assertThat(report.getJsonObject("machine").getMap())
                .isEqualTo(Map.of("cpus", 2, "processor", "a processor", "kernel", "6.18", "memory_mb", 8_000));
        assertThat(report.getJsonObject("versions").getMap())
                .isEqualTo(Map.of("weir", "weir 1.0", "nginx", "nginx/1.22.1"));
        assertThat(report.getJsonArray("load_average")).containsExactly(1.0, 2.5);
    }

    @Test
    void saysHowEachTargetWasSetUp() {
        assertThat(report.getJsonArray("targets").getJsonObject(3).getMap())
                .isEqualTo(Map.of(
                        "name",
                        "portkey",
                        "command",
                        List.of("portkey", "-c", "a.conf"),
                        "headers",
                        Map.of("x-a", "b"),
                        "files",
                        Map.of("a.conf", "port 1;\n"),
                        "not_served",
                        List.of("json-1k")));
    }

    @Test
    void hasOpenStreamsAndTheHeapOfAJvm() {
        JsonArray costs = new JsonObject(JsonReport.of(BenchResults.withOpenStreams())).getJsonArray("open_streams");

        assertThat(costs.getJsonObject(0).getMap())
                .containsEntry("resident_kb", 20_480)
                .doesNotContainKey("live_heap_bytes");
        assertThat(costs.getJsonObject(1).getMap())
                .containsEntry("live_heap_bytes", 5_120_000)
                .containsEntry("events_received", 4_990);
    }

    @Test
    void hasEveryStepOfARamp() {
        JsonArray ramp = new JsonObject(JsonReport.of(BenchResults.withRamp())).getJsonArray("ramp");

        assertThat(ramp).hasSize(4);
        assertThat(ramp.getJsonObject(3).getMap())
                .containsEntry("p99_us", 60_000)
                .containsEntry("past_knee", true);
    }

    @Test
    void hasEverySampleWithoutTheCpuTimeOfTheMock() {
        assertThat(report.getJsonArray("samples")).hasSize(3);
        assertThat(report.getJsonArray("samples").getJsonObject(0).getMap())
                .isEqualTo(Map.of(
                        "round", 1, "workload", "json-1k", "target", "mock, direct", "requests_per_second", 90_000.0));
        assertThat(report.getJsonArray("samples").getJsonObject(2).getMap())
                .containsEntry("cpu_us", 50.0)
                .containsEntry("jit_us", 3.3)
                .containsEntry("resident_mb", 250);
    }
}
