package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Compares dashboard, rules and alerts with the metrics of the code, with each other and with their documentation. */
class MonitoringFilesTest {
    private static final Path RULES = Path.of("config/prometheus/rules.yaml");
    private static final Path ALERTS = Path.of("config/prometheus/alerts.yaml");
    private static final Path DASHBOARD = Path.of("config/grafana/weir.json");
    private static final Path CASES = Path.of("src/test/monitoring");
    private static final int MOST_PANELS = 24;
    private static final Pattern METRIC = Pattern.compile("\\bweir_[a-z0-9_]+");
    private static final Pattern RECORDED = Pattern.compile("\\bweir:[a-z0-9_:]+");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern RECORD = Pattern.compile("- record: (\\S+)");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: docs/operations.md#(\\S+)");

    @Test
    void usesEveryMetricOfTheCodeAndNoOther() throws IOException {
        Set<String> used = found(METRIC, text(RULES, ALERTS, DASHBOARD)).stream()
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> declared = MetricsDocumentationTest.declared().stream()
                .map(row -> row.substring(0, row.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).isEqualTo(declared);
    }

    @Test
    void usesEveryRecordedRuleAndNoOther() throws IOException {
        Set<String> recorded = found(RECORD, text(RULES)).stream()
                .map(line -> line.substring("- record: ".length()))
                .collect(Collectors.toSet());
        String readers = text(ALERTS, DASHBOARD) + text(Path.of("docs/operations.md"), Path.of("docs/metrics.md"));

        assertThat(found(RECORDED, readers)).isEqualTo(recorded);
    }

    @Test
    void hasFewPanelsEachWithADescription() throws IOException {
        List<JsonNode> panels = StreamSupport.stream(
                        new ObjectMapper()
                                .readTree(Files.readString(DASHBOARD))
                                .get("panels")
                                .spliterator(),
                        false)
                .filter(panel -> !panel.get("type").asText().equals("row"))
                .toList();

        assertThat(panels).hasSizeLessThanOrEqualTo(MOST_PANELS).allSatisfy(panel -> {
            assertThat(panel.get("description").asText()).isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty();
        });
    }

    @Test
    void sendsEveryAlertToARunbook() throws IOException {
        String operations = text(Path.of("docs/operations.md"));
        Set<String> anchors = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE)
                .matcher(operations)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toSet());
        List<String> runbooks = RUNBOOK.matcher(text(ALERTS))
                .results()
                .map(runbook -> runbook.group(1))
                .toList();

        assertThat(anchors).containsAll(runbooks);
        assertThat(runbooks).hasSameSizeAs(alerts());
        assertThat(alerts()).allSatisfy(alert -> assertThat(operations).contains("`" + alert + "`"));
    }

    @Test
    void triesEveryAlertWhereItFiresAndWhereItDoesNot() throws IOException {
        String cases = text(CASES.resolve("alerts.test.yaml"), CASES.resolve("hours.test.yaml"));

        assertThat(alerts()).allSatisfy(alert -> {
            assertThat(cases).containsPattern("alertname: " + alert + ", exp_alerts: \\[\\]");
            assertThat(cases).containsPattern("alertname: " + alert + "\\n\\s+exp_alerts:\\n\\s+- exp_labels");
        });
    }

    private static List<String> alerts() throws IOException {
        return ALERT.matcher(text(ALERTS))
                .results()
                .map(alert -> alert.group(1))
                .toList();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path... files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }
}
