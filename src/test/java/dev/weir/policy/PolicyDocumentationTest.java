package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.reload.FileReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDocumentationTest {
    private static final Path PAGE = Path.of("docs/policy.md");
    private static final Path EXAMPLE = Path.of("config/policy.yaml");

    @Test
    void describesEveryKeyUnderItsHeadingAndNoOther() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(rows(page, "# Policy")).containsExactlyInAnyOrderElementsOf(PolicyReader.KNOWN);
        assertThat(rows(page, "## A plan")).containsExactlyInAnyOrderElementsOf(PlanReader.KNOWN);
        assertThat(rows(page, "### Limits"))
                .isEqualTo(Stream.of(LimitLevel.values())
                        .flatMap(level -> new LimitsReader(level).known().stream())
                        .collect(Collectors.toSet()));
        assertThat(rows(page, "### Limits for some models"))
                .containsExactlyInAnyOrder(LimitsReader.NAME, LimitsReader.MODELS);
        assertThat(rows(page, "### Limits of a session"))
                .containsExactlyInAnyOrderElementsOf(LimitsReader.knownOfSession());
        assertThat(rows(page, "### Features"))
                .isEqualTo(
                        Arrays.stream(Feature.values()).map(Feature::policyName).collect(Collectors.toSet()));
        assertThat(rows(page, "## A team")).containsExactlyInAnyOrderElementsOf(TeamReader.KNOWN);
        assertThat(rows(page, "### An exception")).containsExactlyInAnyOrderElementsOf(TeamReader.KNOWN_OF_EXCEPTION);
        assertThat(rows(page, "### A key")).containsExactlyInAnyOrderElementsOf(KeyReader.KNOWN);
    }

    @Test
    void namesTheRangeOfEveryLimit() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(LimitKind.values())
                .allSatisfy(kind -> assertThat(page).contains("| `" + kind.policyName() + "` | " + rangeOf(kind)));
        assertThat(page).contains("whole, 1 to " + LimitKind.MAX_PER_MINUTE);
    }

    @Test
    void namesEveryHoldAndMode() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Plan.BudgetHold.values())
                .allSatisfy(hold -> assertThat(page).contains("`" + hold.policyName() + "`"));
        assertThat(Plan.Mode.values()).allSatisfy(mode -> assertThat(page).contains("`" + mode.policyName() + "`"));
    }

    @Test
    void shipsAValidExampleWithoutKeys() throws IOException {
        FileReading<Policy> reading = new PolicyReader(Set.of("anthropic")).read(Files.readAllBytes(EXAMPLE));

        assertThat(reading).isInstanceOf(FileReading.Valid.class).asString().contains("Policy[1 teams, 0 keys]");
    }

    @Test
    void shipsAnExampleThatShowsEveryKey() throws IOException {
        String example = Files.readString(EXAMPLE);

        assertThat(List.of(
                        PolicyReader.KNOWN,
                        PlanReader.KNOWN,
                        new LimitsReader(LimitLevel.TEAM).known(),
                        new LimitsReader(LimitLevel.USER).known(),
                        List.of(LimitsReader.NAME, LimitsReader.MODELS),
                        TeamReader.KNOWN,
                        TeamReader.KNOWN_OF_EXCEPTION,
                        KeyReader.KNOWN))
                .allSatisfy(keys ->
                        assertThat(keys).allSatisfy(key -> assertThat(example).contains(key + ":")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void showsOnlyExamplesThatAreValid(String where, String yaml) {
        FileReading<Policy> reading = new PolicyReader(Set.of("anthropic")).read(yaml.getBytes(StandardCharsets.UTF_8));

        assertThat(reading).as(where).isInstanceOf(FileReading.Valid.class);
    }

    /** Returns the policies of all pages; keys in them are placeholders. */
    private static Stream<Arguments> examples() throws IOException {
        List<Arguments> examples = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            for (Path page : pages.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(page))
                        .results()
                        .map(block -> block.group(1))
                        .filter(yaml -> yaml.startsWith("plans:") || yaml.startsWith("teams:"))
                        .forEach(yaml ->
                                examples.add(Arguments.of(page + ", example " + examples.size(), withDigests(yaml))));
            }
        }
        return examples.stream();
    }

    private static String withDigests(String yaml) {
        AtomicInteger keys = new AtomicInteger();
        return Pattern.compile("sha256: \"[^\"]*\"")
                .matcher(yaml)
                .replaceAll(_ -> "sha256: \"%064x\"".formatted(keys.incrementAndGet()));
    }

    private static String rangeOf(LimitKind kind) {
        return kind.unit() == LimitKind.Unit.USD
                ? "0 to " + kind.largest() / 1_000_000 + ", up to 6 decimals"
                : "whole, 0 to " + kind.largest();
    }

    /** Returns the first column of the tables between a heading and the next one. */
    private static Set<String> rows(String page, String heading) {
        String section = page.substring(page.indexOf("\n" + heading) + 1);
        int next = section.indexOf("\n#");
        return Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE)
                .matcher(next < 0 ? section : section.substring(0, next))
                .results()
                .map((MatchResult row) -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
