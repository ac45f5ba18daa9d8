package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyChangesTest {
    private static final String BEFORE = """
            plans:
              developer: { user: { usd-per-day: 5 } }
              heavy: {}
            teams:
              search:
                plan: developer
                project-header: x-project
                projects: [shop, bank]
                users: { ann: { plan: heavy } }
                keys:
                  - { id: ci, sha256: "%s" }
                  - { id: ann, sha256: "%s", user: ann }
            """.formatted("ab".repeat(32), "cd".repeat(32));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usd-per-day: 5 | usd-per-day: 6 | plans changed: developer",
                "{ id: ci, | { id: robot, | keys added: search/robot; keys removed: search/ci",
                "user: ann } | user: eve } | keys changed: search/ann",
                "search: | find: | teams added: find; teams removed: search; keys added: find/ann, find/ci; "
                        + "keys removed: search/ann, search/ci",
                "ann: { plan: heavy } | eve: { plan: heavy } | teams changed: search",
                "ann: { plan: heavy } | ann: { blocked: true } | teams changed: search; plans removed: heavy",
                "[shop, bank] | [shop] | teams changed: search",
                "x-project | x-other | teams changed: search",
                "plans: | plans: # a comment | nothing that matters",
            })
    void namesWhatDiffers(String text, String replacement, String expected) {
        String changes = PolicyChanges.between(policy(BEFORE), policy(BEFORE.replace(text, replacement)));

        assertThat(changes).isEqualTo(expected);
    }

    private static Policy policy(String yaml) {
        return switch (new PolicyReader(Set.of()).read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }
}
