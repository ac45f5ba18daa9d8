package dev.weir.policy;

import static dev.weir.policy.PolicyText.faults;
import static dev.weir.policy.PolicyText.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileReading;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void reportsEveryFaultWithItsPosition() {
        FileReading<Policy> reading = read("""
                plans:
                  developer:
                    modles: [claude-*]
                    user:
                      requests-per-minute: fifty
                      usd-per-day: -1
                teams:
                  search:
                    plan: develper
                    time-zone: Europe/Berln
                    upstream: antropic
                    keys:
                      - { id: a, sha256: "%s" }
                      - { id: a, sha256: "tooshort1234" }
                  other:
                    plan: developer
                    keys:
                      - { id: a, sha256: "%s", expires: 2027-02-30 }
                """.formatted(HASH, HASH));

        assertThat(faults(reading))
                .containsExactly(
                        "line 3, column 13: plans.developer.modles: unknown key (did you mean models?)",
                        "line 5, column 28: plans.developer.user.requests-per-minute: 'fifty'"
                                + " (expected: a whole number from 0 to 100000000000)",
                        "line 6, column 20: plans.developer.user.usd-per-day: '-1'"
                                + " (expected: dollars from 0 to 4500000 with at most 6 decimals)",
                        "line 9, column 11: teams.search.plan: 'develper': no such plan (did you mean developer?)",
                        "line 10, column 16: teams.search.time-zone: 'Europe/Berln': not a time zone"
                                + " (did you mean Europe/Berlin?)",
                        "line 11, column 15: teams.search.upstream: 'antropic': no such upstream"
                                + " (did you mean anthropic?)",
                        "line 14, column 15: teams.search.keys[1].id: the same as teams.search.keys[0].id in line 13",
                        "line 14, column 26: teams.search.keys[1].sha256: 12 characters"
                                + " (expected: SHA-256 of the key, 64 hex digits)",
                        "line 18, column 26: teams.other.keys[0].sha256: the same as teams.search.keys[0].sha256"
                                + " in line 13",
                        "line 18, column 103: teams.other.keys[0].expires: '2027-02-30' (expected: a date of the"
                                + " calendar, as in 2027-06-30)");
    }

    @Test
    void neverShowsAKeyGivenInPlaceOfItsHash() {
        String key = "weir_" + "aB3-_".repeat(8) + "xyz";
        FileReading<Policy> reading = read("""
                plans: { developer: {} }
                teams:
                  search:
                    plan: %1$s
                    upstream: %1$s
                    time-zone: %1$s
                    %1$s: 1
                    users: { %1$s: { plan: %1$s } }
                    keys:
                      - { id: %1$s, sha256: %1$s, expires: %1$s, %1$s: 1 }
                      - %1$s
                  %1$s: { plan: developer }
                """.formatted(key));

        assertThat(faults(reading))
                .hasSizeGreaterThan(9)
                .noneMatch(fault -> fault.contains(key) || fault.contains("aB3"));
    }

    @Test
    void neverShowsASingleUser() {
        FileReading<Policy> reading = read("""
                plans: { developer: {} }
                teams:
                  search:
                    plan: developer
                    users: { jane: { plan: nothing }, "user:jane": { blocked: maybe }, jane: {} }
                    keys: [{ id: k, sha256: x, user: [jane] }]
                """);

        assertThat(faults(reading)).hasSize(6).noneMatch(fault -> fault.contains("jane"));
    }

    @Test
    void reportsAWrongTypeOnce() {
        FileReading<Policy> reading = read("""
                plans:
                  developer: { models: claude-*, deny-features: {a: 1}, user: 5, mode: [shadow] }
                  other: 5
                teams:
                  search: { plan: [developer], time-zone: {}, users: [a], keys: {a: 1} }
                  next: [1]
                  last: { plan: other, users: { a: 1 }, keys: [5] }
                """);

        assertThat(faults(reading).stream()
                        .map(fault -> fault.replaceAll("^line .*?: (.*?): (.*?) \\(expected.*$", "$1 $2")))
                .containsExactly(
                        "plans.developer.models 'claude-*'",
                        "plans.developer.deny-features a mapping",
                        "plans.developer.user '5'",
                        "plans.developer.mode a list",
                        "plans.other '5'",
                        "teams.search.plan a list",
                        "teams.search.time-zone a mapping",
                        "teams.search.users a list",
                        "teams.search.keys a mapping",
                        "teams.next a list",
                        "teams.last.users[0] '1'",
                        "teams.last.keys[0] '5'");
    }

    @Test
    void rejectsDuplicateKeys() {
        FileReading<Policy> reading = read("""
                plans: { developer: { mode: shadow, mode: enforce } }
                teams:
                  search: { plan: developer }
                  search: { plan: developer }
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 1, column 37: plans.developer.mode: given twice (first in line 1)",
                        "line 4, column 3: teams.search: given twice (first in line 3)");
    }

    @Test
    void rejectsUnknownAndMissingSections() {
        FileReading<Policy> reading = read("team: {}\n");

        assertThat(faults(reading))
                .containsExactly(
                        "line 1, column 1: plans is missing",
                        "line 1, column 1: teams is missing",
                        "line 1, column 7: team: unknown key (did you mean teams?)");
    }

    @Test
    void showsNamesInPathsUpToTheLengthOfAShortKey() {
        String shown = "n".repeat(32);

        assertThat(faults(read("plans: { " + shown + ": 1 }\nteams: {}\n")))
                .singleElement()
                .asString()
                .contains(": plans." + shown + ": ");
        assertThat(faults(read("plans: { " + shown + "n: 1 }\nteams: {}\n")))
                .singleElement()
                .asString()
                .contains(": plans.…: ");
    }
}
