package dev.weir.policy;

import static dev.weir.policy.PolicyText.faults;
import static dev.weir.policy.PolicyText.read;
import static dev.weir.policy.PolicyText.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ModelPattern;
import dev.weir.policy.Team.UserException.Blocked;
import dev.weir.policy.Team.UserException.OtherPlan;
import dev.weir.reload.FileReading;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamReaderTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER_HASH = "f".repeat(64);

    @Test
    void readsEveryKeyOfATeam() {
        FileReading<Policy> reading = read("""
                plans: { developer: {}, heavy: {} }
                teams:
                  search:
                    plan: developer
                    time-zone: Europe/Berlin
                    upstream: anthropic
                    project-header: X-Project
                    projects: [ranking, crawler]
                    users: { u-4711: { plan: heavy }, "account:0b1c": { blocked: true } }
                    keys:
                      - { id: search-service, sha256: "%s" }
                      - { id: alice, sha256: %s, user: alice, expires: 2027-06-30 }
                """.formatted(HASH, OTHER_HASH.toUpperCase(Locale.ROOT)));

        ApiKey service = new ApiKey("search-service", HASH, Optional.empty(), Optional.empty());
        ApiKey alice = new ApiKey("alice", OTHER_HASH, Optional.of("alice"), Optional.of(LocalDate.of(2027, 6, 30)));
        Team search = new Team(
                "search",
                Plan.unlimited("developer"),
                ZoneId.of("Europe/Berlin"),
                Optional.of("anthropic"),
                Map.of(
                        "user:u-4711",
                        new OtherPlan(Plan.unlimited("heavy"), Optional.empty()),
                        "account:0b1c",
                        new Blocked(Optional.empty())),
                List.of(service, alice),
                Optional.of(new Projects("x-project", Set.of("ranking", "crawler"))));
        Policy policy = valid(reading);
        assertThat(policy.teams()).containsExactly(search);
        assertThat(policy.key(HASH)).contains(new KnownKey(search, service));
        assertThat(policy.key(OTHER_HASH)).contains(new KnownKey(search, alice));
        assertThat(policy.key("0".repeat(64))).isEmpty();
        assertThat(policy.team("search")).contains(search);
        assertThat(policy.team("other")).isEmpty();
        assertThat(policy.keyCount()).isEqualTo(2);
    }

    @Test
    void usesDefaultsForAbsentKeys() {
        FileReading<Policy> reading = read("""
                plans:
                  developer: {}
                teams:
                  search:
                    plan: developer
                    users:
                    keys:
                """);

        assertThat(valid(reading).teams())
                .containsExactly(new Team(
                        "search",
                        Plan.unlimited("developer"),
                        ZoneId.of("UTC"),
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void readsTextsAsWrittenWhateverTypeYamlGivesThem() {
        FileReading<Policy> reading = read("""
                plans:
                  developer: { models: [5.50, 2027-01-01] }
                teams:
                  "007":
                    plan: developer
                    users: { 0815: { blocked: true }, yes: { blocked: true } }
                    keys:
                      - { id: 010, sha256: 1111111111111111111111111111111111111111111111111111111111111111, user: no }
                """);

        Team team = valid(reading).team("007").orElseThrow();
        assertThat(team.users()).containsOnlyKeys("user:0815", "user:yes");
        assertThat(team.keys()).containsExactly(new ApiKey("010", "1".repeat(64), Optional.of("no"), Optional.empty()));
        assertThat(team.plan().models()).contains(List.of(new ModelPattern("5.50"), new ModelPattern("2027-01-01")));
    }

    @Test
    void rejectsEmptyAndContradictoryExceptions() {
        FileReading<Policy> reading = read("""
                plans: { developer: {} }
                teams:
                  search:
                    plan: developer
                    users:
                      a: {}
                      b: { plan: developer, blocked: true }
                      c: { blocked: yes }
                      user:c: { blocked: true }
                      d: { blocked: false }
                      e: { until: 2026-12-24 }
                      f: { blocked: true, until: 24.12.2026 }
                      g: { blocked: true, until: 2026-12-24 }
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 6, column 10: teams.search.users[0]: sets nothing (expected: plan, or blocked: true)",
                        "line 7, column 10: teams.search.users[1]: blocked and a plan" + " (expected: one of the two)",
                        "line 8, column 21: teams.search.users[2].blocked: 'yes' (expected: true or false)",
                        "line 9, column 15: teams.search.users[3]: the same user as in line 8",
                        "line 11, column 10: teams.search.users[5]: until alone"
                                + " (expected: plan, or blocked: true, beside it)",
                        "line 12, column 34: teams.search.users[6].until: '24.12.2026'"
                                + " (expected: a date as in 2027-06-30)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "a b", "-a", "ä", "'a}b'", "weir_abc", "sk-ant-api03-1", "''"})
    void rejectsAnInvalidTeamName(String name) {
        FileReading<Policy> reading = read("""
                plans: { developer: {} }
                teams: { %s: { plan: developer } }
                """.formatted(name));

        assertThat(faults(reading)).singleElement().asString().startsWith("line 2, column ");
    }

    @Test
    void rejectsAnIncompleteTeamOrKey() {
        FileReading<Policy> reading = read("""
                plans: { developer: {} }
                teams:
                  search:
                    keys:
                      - { user: alice }
                      - { id: "", sha256: "%s", user: "" }
                """.formatted("g".repeat(64)));

        assertThat(faults(reading))
                .containsExactly(
                        "line 4, column 5: teams.search: plan is missing (expected: the name of a plan)",
                        "line 5, column 9: teams.search.keys[0]: id is missing",
                        "line 5, column 9: teams.search.keys[0]: sha256 is missing",
                        "line 6, column 15: teams.search.keys[1].id: empty (expected: a name for the key)",
                        "line 6, column 27: teams.search.keys[1].sha256: 64 characters"
                                + " (expected: SHA-256 of the key, 64 hex digits)",
                        "line 6, column 101: teams.search.keys[1].user: empty"
                                + " (expected: the one user that the key is bound to)");
    }

    @Test
    void rejectsATooLongUser() {
        String yaml = """
                plans: { developer: {} }
                teams: { search: { plan: developer, keys: [{ id: a, sha256: "%s", user: %s }] } }
                """;

        assertThat(read(yaml.formatted(HASH, "u".repeat(1024)))).isInstanceOf(FileReading.Valid.class);
        assertThat(faults(read(yaml.formatted(HASH, "u".repeat(1025)))))
                .containsExactly(
                        "line 2, column 135: teams.search.keys[0].user: 1025 characters (expected: at most 1024)");
    }
}
