package dev.weir.policy;

import static dev.weir.policy.PolicyText.faults;
import static dev.weir.policy.PolicyText.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.PolicyReading.Valid;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
    @Test
    void followsAnAlias() {
        PolicyReading reading = read("""
                plans:
                  developer: { user: &limits { requests-per-minute: 3 }, team: *limits }
                teams: {}
                """);

        assertThat(reading).isInstanceOf(Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n", "[]", "plans", "5"})
    void refusesAFileThatIsNoMapping(String yaml) {
        assertThat(faults(read(yaml))).hasSize(1);
    }

    @Test
    void saysWhereYamlItselfIsBrokenWithoutQuotingIt() {
        assertThat(faults(read("plans:\n  a: [secretsecret\nteams: {}\n")))
                .containsExactly("line 3, column 6: not YAML: expected ',' or ']', but got :");
        assertThat(faults(read("plans: *secretsecret\n")))
                .containsExactly("line 1, column 8: not YAML: an alias, anchor or tag that is not known");
        assertThat(faults(read("plans: !secret!secret {}\n")))
                .containsExactly("line 1, column 8: not YAML: an alias, anchor or tag that is not known");
        assertThat(faults(read("plans: {}\nteams: {}\n---\nplans: {}\n")))
                .singleElement()
                .asString()
                .startsWith("line 3, column 1: not YAML: ");
        assertThat(faults(read("plans: {}\nteams: \u0007\n")))
                .containsExactly("line 2, column 1: a control character, which YAML does not allow");
    }

    @Test
    void constructsNothingFromTags() {
        PolicyReading reading = read("""
                plans: !!java.util.HashMap {}
                teams: { a: { plan: !!javax.script.ScriptEngineManager [] }, b: { plan: !x y } }
                """);

        assertThat(faults(reading))
                .hasSize(3)
                .allMatch(fault -> fault.contains(": a value with a YAML tag (expected: "));
    }

    @Test
    void refusesMergeKeysAndKeysThatAreNoText() {
        PolicyReading reading = read("""
                plans:
                  a: &a { mode: shadow }
                  b: { <<: *a }
                  c: { [x]: 1 }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 3, column 8: plans.b: merge keys are not supported: write the values out,"
                                + " or alias a whole value",
                        "line 4, column 8: plans.c: a key that is no text (expected: a plain name)");
    }

    @Test
    void boundsNestingAndAliases() {
        assertThat(faults(read("plans: " + "[".repeat(30) + "]".repeat(30)))).hasSize(1);
        assertThat(faults(read("plans: &a {}\nteams: [" + "*a,".repeat(300) + "]\n")))
                .hasSize(1);
        assertThat(faults(read("plans: &a { a: { user: *a } }\nteams: {}\n"))).isNotEmpty();
    }

    @Test
    void takesManyAliasesAndAFileAsLargeAsOneThatIsFollowed() {
        String teams =
                IntStream.range(0, 190).mapToObj(i -> "  t" + i + ": *t\n").collect(Collectors.joining());
        String yaml = "plans: { developer: {} }\nteams:\n  t: &t { plan: developer }\n" + teams;
        String comments = "#\n".repeat(2 * 1024 * 1024 - yaml.length() / 2);

        assertThat(read(yaml + comments)).isInstanceOf(Valid.class);
        assertThat(faults(read(yaml + comments + "#\n"))).containsExactly("larger than 4194304 bytes");
    }

    @Test
    void countsTheLineOfAFaultAsEditorsDo() {
        assertThat(faults(read("\uFEFF# first\r\nplans: {}\r\nteams: 5\r\n")))
                .containsExactly("line 3, column 8: teams: '5' (expected: a mapping of teams)");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        PolicyReading reading = PolicyText.READER.read(new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(faults(reading)).containsExactly("not UTF-8");
    }
}
