package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Operation;
import dev.weir.messages.Provenance;
import dev.weir.quota.QuotaMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/metrics.md} with the meters that the code declares, and with their closed labels. */
class MetricsDocumentationTest {
    private static final Path PAGE = Path.of("docs/metrics.md");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ROW = Pattern.compile("^\\| `(weir_[a-z0-9_]+)` \\| (\\w+) \\|", Pattern.MULTILINE);
    private static final Pattern METER = Pattern.compile(
            "\\b(counter|gauge|timer|MultiGauge\\.builder|Gauge\\.builder|Timer\\.builder|FunctionCounter\\.builder)\\("
                    + "\\s*(?:registry,\\s*)?\"(weir\\.[a-z0-9.]+)\"");
    private static final Pattern NAME = Pattern.compile("\"(weir\\.[a-z0-9.]+)\"");

    @Test
    void describesEveryMeterOfTheCodeWithItsTypeAndNoOther() throws IOException {
        String page = Files.readString(PAGE);

        Set<String> documented = ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(declared());
    }

    /** A meter that is made in another way would be missing on both sides. */
    @Test
    void recognisesEveryMeterNameInTheCode() throws IOException {
        assertThat(sources())
                .allSatisfy(source -> assertThat(NAME.matcher(source).results().map(found -> found.group(1)))
                        .containsExactlyInAnyOrderElementsOf(METER.matcher(source)
                                .results()
                                .map(found -> found.group(2))
                                .toList()));
    }

    @Test
    void hasAHelpTextForEveryMeterAndNoOther() throws IOException {
        Set<String> declared = sources().stream()
                .flatMap(source -> METER.matcher(source).results())
                .map(meter -> meter.group(2).substring("weir.".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MetricHelp.TEXTS.keySet()).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void namesEveryValueOfTheClosedLabels() throws IOException {
        String page = Files.readString(PAGE);

        List<String> values = Stream.of(
                        Arrays.stream(Operation.values()).map(Operation::label),
                        Arrays.stream(Outcome.values()).map(Outcome::label),
                        Arrays.stream(Phase.values()).map(Phase::label),
                        Arrays.stream(ReloadResult.values()).map(ReloadResult::label),
                        Arrays.stream(MeteringPart.values()).map(MeteringPart::label),
                        Arrays.stream(CacheMiss.values()).map(CacheMiss::label),
                        Arrays.stream(Provenance.values())
                                .filter(provenance -> provenance != Provenance.EXACT)
                                .map(Provenance::label),
                        Arrays.stream(QuotaMeter.DecisionKind.values()).map(QuotaMeter.DecisionKind::label),
                        Arrays.stream(QuotaMeter.StoreOperation.values()).map(QuotaMeter.StoreOperation::label),
                        Arrays.stream(QuotaMeter.LossReason.values()).map(QuotaMeter.LossReason::label))
                .flatMap(labels -> labels)
                .toList();

        assertThat(values).allSatisfy(value -> assertThat(page).contains("`" + value + "`"));
    }

    /** Returns name and type of every metric that the code declares. */
    static Set<String> declared() throws IOException {
        return sources().stream()
                .flatMap(source -> METER.matcher(source).results())
                .map(MetricsDocumentationTest::rowOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns name and type of a meter as Prometheus shows them. */
    private static String rowOf(MatchResult meter) {
        String name = meter.group(2).replace('.', '_');
        return switch (meter.group(1)) {
            case "counter", "FunctionCounter.builder" -> name + "_total counter";
            case "timer", "Timer.builder" -> name + "_seconds histogram";
            default -> name + " gauge";
        };
    }

    /** Returns the classes that know Micrometer. */
    private static List<String> sources() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(SOURCES)) {
            files = tree.filter(file -> file.toString().endsWith(".java")).toList();
        }
        List<String> sources = new ArrayList<>();
        for (Path file : files) {
            String source = Files.readString(file);
            if (source.contains("import io.micrometer.")) {
                sources.add(source);
            }
        }
        assertThat(sources).hasSizeGreaterThan(3);
        return sources;
    }
}
