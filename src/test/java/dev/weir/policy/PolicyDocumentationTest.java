package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.reload.FileReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PolicyDocumentationTest {
    private static final Path PAGE = Path.of("docs/policy.md");
    private static final Path EXAMPLE = Path.of("config/policy.yaml");

    @Test
    void describesEveryKeyUnderItsHeadingAndNoOther() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(rows(page, "# Policy")).containsExactlyInAnyOrderElementsOf(PolicyReader.KNOWN);
        assertThat(rows(page, "## A plan")).containsExactlyInAnyOrderElementsOf(PlanReader.KNOWN);
        assertThat(rows(page, "### Limits"))
                .containsExactlyInAnyOrderElementsOf(new LimitsReader(LimitLevel.TEAM).known());
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
                        TeamReader.KNOWN,
                        TeamReader.KNOWN_OF_EXCEPTION,
                        KeyReader.KNOWN))
                .allSatisfy(keys ->
                        assertThat(keys).allSatisfy(key -> assertThat(example).contains(key + ":")));
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
