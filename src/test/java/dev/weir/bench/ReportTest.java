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
    void printsWhatOpenStreamsCost() {
        assertThat(new Report(BenchResults.withOpenStreams()).markdown()).endsWith("""

                | 1,000 open streams | broken | events | lost | RSS, MB | RSS per stream, KB | heap per stream, KB \
                | CPU per event, µs |
                |---|--:|--:|--:|--:|--:|--:|--:|
                | nginx | 0 | 5,000 | 0 | 20 | 10.2 | – | 12.3 |
                | weir | 1 | 5,000 | 10 | 20 | 10.2 | 5.0 | 20.0 |
                """);
    }

    @Test
    void printsWhatEachTargetAddsToTheLatencyOfTheMock() {
        assertThat(new Report(BenchResults.withRamp()).markdown()).endsWith("""

                | JSON, body 1 KB, requests per second | target | p50, µs | p99, µs | added p50 | added p99 |
                |--:|---|--:|--:|--:|--:|
                | 250 | mock, direct | 100 | 200 | – | – |
                | 250 | weir | 350 | 1,500 | 250 | 1,300 |
                | 500 | mock, direct | 110 | 220 | – | – |
                | 500 | weir | past the knee: 4,000 of 5,000 served | 60,000 | – | – |
                """);
    }

    @Test
    void replacesTheFiguresOfThePageAndNothingElse() {
        String page = "Before\n<!-- figures of ./weir bench --write -->\n\nold\n\n<!-- end of the figures -->\nAfter\n";

        String replaced = Docs.withFigures(page, new Course.Rounds(), "new\n");

        assertThat(replaced).isEqualTo(page.replace("old\n", "new\n"));
    }

    @Test
    void breaksTheLinesOfAPageButNoRowOfATable() {
        String page = "<!-- figures of ./weir bench --write -->\n<!-- end of the figures -->\n";
        String row = "| cell ".repeat(30);

        String replaced = Docs.withFigures(page, new Course.Rounds(), "word ".repeat(30) + "\n\n" + row + "\n");

        assertThat(replaced)
                .contains("\n\n" + "word ".repeat(24).strip() + "\n"
                        + "word ".repeat(6).strip() + "\n\n" + row);
    }

    @Test
    void showsThePicturesBesideThePage() {
        assertThat(Docs.pictures(List.of(Path.of("docs/benchmarks/ratio-json-1k.svg"))))
                .isEqualTo("\n![CPU time, ratio to nginx](benchmarks/ratio-json-1k.svg)\n");
    }

    @Test
    void replacesTheFiguresOfACourseInItsOwnPlace() {
        String page = """
                <!-- figures of ./weir bench --write -->
                rounds
                <!-- end of the figures -->
                <!-- figures of ./weir bench --ramp --write -->
                old
                <!-- end of the figures -->
                """;

        assertThat(Docs.withFigures(page, new Course.Ramp(), "new\n")).isEqualTo(page.replace("old\n", "\nnew\n\n"));
    }

    @Test
    void rejectsAPageWithoutAPlaceForFigures() {
        assertThatThrownBy(() -> Docs.withFigures("Before\n", new Course.Ramp(), "new\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
