package dev.weir.yaml;

import static dev.weir.yaml.YamlDocuments.faults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.WatchedFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n"})
    void rejectsAnEmptyFile(String yaml) {
        assertThat(faults(yaml)).containsExactly("empty (expected: a mapping)");
    }

    @Test
    void locatesSyntaxFaultsWithoutQuotingTheFile() {
        assertThat(faults("plans:\n  a: [secretsecret\nteams: {}\n"))
                .containsExactly("line 3, column 6: not YAML: expected ',' or ']', but got :");
        assertThat(faults("plans: *secretsecret\n"))
                .containsExactly("line 1, column 8: not YAML: an unknown alias, anchor or tag");
        assertThat(faults("plans: !secret!secret {}\n"))
                .containsExactly("line 1, column 8: not YAML: an unknown alias, anchor or tag");
        assertThat(faults("plans: {}\nteams: {}\n---\nplans: {}\n"))
                .singleElement()
                .asString()
                .startsWith("line 3, column 1: not YAML: ");
        assertThat(faults("plans: {}\nteams: \u0007\n"))
                .containsExactly("line 2, column 1: a control character, which YAML does not allow");
    }

    @Test
    void rejectsDeepNestingAndTooManyAliases() {
        assertThat(faults("plans: " + "[".repeat(30) + "]".repeat(30)))
                .containsExactly("nested more than 20 deep, or more than 200 aliases");
        assertThat(faults("plans: &a {}\nteams: [" + "*a,".repeat(201) + "]\n"))
                .containsExactly("nested more than 20 deep, or more than 200 aliases");
        assertThat(faults("[".repeat(100_000))).hasSize(1);
    }

    @Test
    void acceptsManyAliasesAndTheLargestWatchedFile() {
        String aliases =
                IntStream.range(0, 190).mapToObj(i -> "t" + i + ": *t\n").collect(Collectors.joining());
        String yaml = "t: &t { plan: developer }\n" + aliases;
        String comments = "#\n".repeat(YamlDocument.MAX_SIZE / 2 - yaml.length() / 2);

        assertThat(YamlDocument.MAX_SIZE).isEqualTo(WatchedFile.MAX_SIZE);
        assertThat(faults(yaml + comments)).isEmpty();
        assertThat(faults(yaml + comments + "#\n")).containsExactly("larger than 4194304 bytes");
    }

    @Test
    void countsLinesWithByteOrderMarkAndCrLf() {
        assertThat(faults("\uFEFF# first\r\nplans: {}\r\nteams: [\r\n"))
                .singleElement()
                .asString()
                .startsWith("line 4, column 1: not YAML: ");
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        Faults faults = new Faults();

        var root = YamlDocument.parse(new byte[] {'a', ':', ' ', (byte) 0xff}, "a mapping", faults);

        assertThat(root).isEmpty();
        assertThat(faults.inOrder()).containsExactly("not UTF-8");
    }
}
