package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Sample> SAMPLES = List.of(
            new Sample(1, Workload.JSON_1K, "mock, direct", 0, 0, 90_000, 0),
            new Sample(1, Workload.JSON_1K, "nginx", 20, 0, 40_000, 11),
            new Sample(1, Workload.JSON_1K, "weir", 50, 3.3, 18_000.4, 250));
    private static final List<String> TARGETS = List.of("mock, direct", "nginx", "weir", "portkey");

    @Test
    void printsATableWithTheCommandTheDateAndTheMachine() {
        Report report = new Report("./weir bench", "2026-11-24", "2 CPUs", List.of(1.0, 2.5));

        String text = report.markdown(SAMPLES, TARGETS);

        assertThat(text).isEqualTo("""
                `./weir bench` on 2026-11-24.
                2 CPUs.
                Load average 1.00 before, 2.50 after, 2.50 at most.

                | JSON, body 1 KB | CPU per request, µs | min | max | ratio to nginx | JIT, µs | req/s | RSS, MB |
                |---|--:|--:|--:|--:|--:|--:|--:|
                | mock, direct | – | – | – | – | – | 90,000 | – |
                | nginx | 20.0 | 20.0 | 20.0 | 1.00 | 0.0 | 40,000 | 11 |
                | weir | 50.0 | 50.0 | 50.0 | 2.50 | 3.3 | 18,000 | 250 |
                | portkey | not served | – | – | – | – | – | – |
                """);
    }

    @Test
    void warnsWhereTheMachineWasBusyAtAnyTime() {
        Report report = new Report("./weir bench", "2026-11-24", "2 CPUs", List.of(1.0, 4.5, 2.0));

        assertThat(report.markdown(SAMPLES, TARGETS)).contains("conclude nothing from these figures");
    }

    @Test
    void replacesTheFiguresOfThePageAndNothingElse() {
        String page = "Before\n<!-- figures of ./weir bench --write -->\n\nold\n\n<!-- end of the figures -->\nAfter\n";

        String replaced = Docs.withFigures(page, "new\n");

        assertThat(replaced).isEqualTo(page.replace("old\n", "new\n"));
    }

    @Test
    void rejectsAPageWithoutAPlaceForFigures() {
        assertThatThrownBy(() -> Docs.withFigures("Before\n", "new\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
