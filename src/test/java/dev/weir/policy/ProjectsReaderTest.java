package dev.weir.policy;

import static dev.weir.policy.PolicyText.read;
import static dev.weir.policy.PolicyText.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileReading;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectsReaderTest {
    private static final Projects PROJECTS = new Projects("x-project", Set.of("ranking", "crawler"));

    private static FileReading<Policy> team(String lines) {
        return read("""
                plans: { developer: {} }
                teams:
                  search:
                    plan: developer
                %s
                """.formatted(lines.indent(4)));
    }

    private static List<String> faults(FileReading<Policy> reading) {
        return switch (reading) {
            case FileReading.Valid<Policy> _ -> List.of();
            case FileReading.Invalid<Policy>(List<String> faults) -> faults;
        };
    }

    @Test
    void readsTheHeaderInAnyCaseAndTheList() {
        Policy policy = valid(team("project-header: X-Project\nprojects: [ranking, crawler]"));

        assertThat(policy.team("search").flatMap(Team::projects)).contains(PROJECTS);
    }

    @Test
    void rejectsOneWithoutTheOther() {
        assertThat(faults(team("project-header: x-project")).toString()).contains("projects is missing");
        assertThat(faults(team("projects: [ranking]")).toString()).contains("project-header is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x project'", "'x:'", "''", "Authorization", "x-api-key", "cookie", "[x]"})
    void rejectsWhatIsNoHeaderOrHoldsCredentials(String header) {
        assertThat(faults(team("project-header: " + header + "\nprojects: [ranking]")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "ranking", "[a, a]", "[other]", "[none]", "['a b']", "[sk-ant-api03-x]"})
    void rejectsWhatIsNoListOfNames(String names) {
        assertThat(faults(team("project-header: x-project\nprojects: " + names)))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ranking, ranking", "' crawler ', crawler", "Ranking, other", "sk-ant-secret, other", "other, other"})
    void namesOnlyProjectsOfTheList(String value, String named) {
        assertThat(PROJECTS.named(List.of(value))).contains(named);
    }

    @Test
    void namesNoneWhereTheHeaderIsAbsentOrEmpty() {
        assertThat(PROJECTS.named(List.of())).isEqualTo(Optional.empty());
        assertThat(PROJECTS.named(List.of("", " "))).isEqualTo(Optional.empty());
    }

    @Test
    void takesARepeatedValueOnceAndDifferingOnesAsOther() {
        assertThat(PROJECTS.named(List.of("ranking", "ranking"))).contains("ranking");
        assertThat(PROJECTS.named(List.of("ranking", "crawler"))).contains("other");
    }
}
