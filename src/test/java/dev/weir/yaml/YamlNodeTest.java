package dev.weir.yaml;

import static dev.weir.yaml.YamlDocuments.faults;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNodeTest {
    private static final List<String> KNOWN = List.of("plans", "teams");

    @Test
    void readsValuesOfKnownKeysInTheOrderOfTheFile() {
        Faults faults = new Faults();
        YamlFields fields = YamlDocuments.parse("teams: b\nplans: [a, &c d, *c]\n", faults)
                .orElseThrow()
                .fields(KNOWN);

        List<YamlNode> items = fields.find("plans").orElseThrow().items("a list");

        assertThat(items)
                .extracting(node -> node.path() + "=" + node.text("a text").orElse("") + " in " + node.line())
                .containsExactly("plans[0]=a in 2", "plans[1]=d in 2", "plans[2]=d in 2");
        assertThat(fields.has("teams")).isTrue();
        assertThat(faults.isEmpty()).isTrue();
    }

    @Test
    void rejectsUnknownKeysWithTheNearestOrAllNames() {
        assertThat(faults("tems: 1\nusers: 2\n", root -> root.fields(KNOWN)))
                .containsExactly(
                        "line 1, column 7: tems: unknown key (did you mean teams?)",
                        "line 2, column 8: users: unknown key (expected: one of plans, teams)");
    }

    @Test
    void reportsMissingKeysOnlyInAMapping() {
        assertThat(faults("plans: {}", root -> {
                    YamlFields fields = root.fields(KNOWN);
                    fields.require("plans");
                    fields.require("teams");
                    fields.require("teams", "a name");
                }))
                .containsExactly(
                        "line 1, column 1: teams is missing", "line 1, column 1: teams is missing (expected: a name)");
        assertThat(faults("5", root -> root.fields(KNOWN).require("plans")))
                .containsExactly("line 1, column 1: '5' (expected: a mapping of plans, teams)");
    }

    @Test
    void rejectsDuplicateKeysNonTextKeysAndMergeKeys() {
        assertThat(faults("a: &a 1\na: 2\n[x]: 1\n<<: {}\n", root -> root.fields(List.of("a"))))
                .containsExactly(
                        "line 2, column 1: a: given twice (first in line 1)",
                        "line 3, column 1: a key that is not a text (expected: a plain name)",
                        "line 4, column 1: merge keys are not supported: write the values out, or alias a whole value");
    }

    @Test
    void rejectsTagsWithoutConstructingObjects() {
        assertThat(faults(
                        "a: !!java.util.HashMap {}\nb: !!javax.script.ScriptEngineManager []\nc: !x y\n",
                        root -> root.fields(List.of("a", "b", "c")).forEach((_, node) -> {
                            node.named("names");
                            node.items("a list");
                            node.text("a text");
                        })))
                .hasSize(9)
                .allMatch(fault -> fault.contains(": a value with a YAML tag (expected: "));
    }

    @Test
    void showsNamesInPathsOrNumbersSecretOnes() {
        assertThat(faults("jane: 1", root -> root.named("names").values().forEach(node -> node.fault("x"))))
                .containsExactly("line 1, column 7: .jane: x");
        assertThat(faults("jane: 1", root -> root.numbered("users").values().forEach(node -> node.fault("x"))))
                .containsExactly("line 1, column 7: [0]: x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-ant-api03-aB3_xyz", "weir_aB3xyz", "aB3\u00e4", "'aB3 {}'"})
    void neverShowsAPastedKey(String text) {
        assertThat(faults(text, root -> root.fields(KNOWN)))
                .singleElement()
                .asString()
                .doesNotContain("aB3")
                .contains(" characters (expected: ");
        assertThat(faults(text + ": 1", root -> root.fields(KNOWN)))
                .containsExactly(
                        "line 1, column " + (text.length() + 3) + ": …: unknown key (expected: one of plans, teams)");
    }

    @Test
    void rejectsAnEmptyListWhereAnItemIsNeeded() {
        assertThat(faults("[]", root -> root.filledItems("a row or more")))
                .containsExactly("line 1, column 1: an empty list (expected: a row or more)");
        assertThat(faults("{}", root -> root.filledItems("a row or more")))
                .containsExactly("line 1, column 1: a mapping (expected: a row or more)");
    }

    @Test
    void namesTheFirstNodeOfARepeatedText() {
        UniqueTexts texts = new UniqueTexts();

        assertThat(faults(
                        "[a, b, a]",
                        root -> root.items("a list")
                                .forEach(node -> texts.add(node.text("a text").orElseThrow(), node))))
                .containsExactly("line 1, column 8: [2]: the same as [0] in line 1");
    }
}
