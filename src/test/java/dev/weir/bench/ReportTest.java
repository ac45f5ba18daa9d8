package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void printsATableWithTheCommandTheDateAndTheMachine() {
        BenchResult result = BenchResults.withLoads(1.0, 2.5);

        String text = new Report(result).markdown();

        assertThat(text).isEqualTo("""
                `./weir bench` on 2026-11-24.
                2 CPUs (a processor), Linux 6.18, weir 1.0, nginx/1.22.1.
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
        BenchResult result = BenchResults.withLoads(1.0, 4.5, 2.0);

        assertThat(new Report(result).markdown()).contains("conclude nothing from these figures");
    }

    @Test
    void namesWhatTheWarmUpDidNotSettle() {
        BenchResult result = BenchResults.unsettled("weir, JSON, body 1 KB", "nginx, JSON, body 1 KB");

        assertThat(new Report(result).markdown())
                .contains("after the warm-up: weir, JSON, body 1 KB; nginx, JSON, body 1 KB.");
    }

    @Test
    void replacesTheFiguresOfThePageAndNothingElse() {
        String page = "Before\n<!-- figures of ./weir bench --write -->\n\nold\n\n<!-- end of the figures -->\nAfter\n";

        String replaced = Docs.withFigures(page, "new\n");

        assertThat(replaced).isEqualTo(page.replace("old\n", "new\n"));
    }

    @Test
    void showsThePicturesBesideThePage() {
        assertThat(Docs.pictures(List.of(Path.of("docs/benchmarks/ratio-json-1k.svg"))))
                .isEqualTo("\n![CPU per request, ratio to nginx](benchmarks/ratio-json-1k.svg)\n");
    }

    @Test
    void rejectsAPageWithoutAPlaceForFigures() {
        assertThatThrownBy(() -> Docs.withFigures("Before\n", "new\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
