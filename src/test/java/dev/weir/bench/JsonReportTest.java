package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
