package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Feature;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.PolicyReading.Invalid;
import dev.weir.policy.PolicyReading.Valid;
import dev.weir.policy.Team.UserException.Blocked;
import dev.weir.policy.Team.UserException.OtherPlan;
import dev.weir.reload.Reading;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER_HASH = "f".repeat(64);
    private static final PolicyReader READER = new PolicyReader(Set.of("anthropic", "reserve"));

    @Test
    void readsEveryKey() {
        PolicyReading reading = read("""
                plans:
                  developer:
                    models: ["claude-*", claude-opus-5]
                    deny-features: [mcp-servers, server-tools, fallbacks, speed, inference-geo, service-tier, container,
                                    file-sources, url-sources, billing-policy]
                    user:
                      requests-per-minute: 50
                      input-tokens-per-minute: 100000000000
                      output-tokens-per-minute: 80000
                      burst: { requests-per-minute: 10, output-tokens-per-minute: 90000 }
                      tokens-per-day: 20000000
                      tokens-per-month: 1000000000000000
                      usd-per-day: 25
                      usd-per-month: 4500000
                      concurrent-requests: 10
                    team:
                      usd-per-month: 0.000001
                      count-tokens-per-minute: 0
                      burst: { count-tokens-per-minute: 5 }
                    budget-hold: worst-case
                    mode: shadow
                  heavy: {}
                teams:
                  search:
                    plan: developer
                    time-zone: Europe/Berlin
                    upstream: anthropic
                    users: { u-4711: { plan: heavy }, "account:0b1c": { blocked: true } }
                    keys:
                      - { id: search-service, sha256: "%s" }
                      - { id: alice, sha256: %s, user: alice, expires: 2027-06-30 }
                """.formatted(HASH, OTHER_HASH.toUpperCase(Locale.ROOT)));

        Plan developer = new Plan(
                "developer",
                Optional.of(List.of(new ModelPattern("claude-*"), new ModelPattern("claude-opus-5"))),
                Set.of(Feature.values()),
                new Limits(List.of(
                        new Limit(LimitKind.REQUESTS_PER_MINUTE, 50, OptionalLong.of(10)),
                        new Limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 100_000_000_000L),
                        new Limit(LimitKind.OUTPUT_TOKENS_PER_MINUTE, 80_000, OptionalLong.of(90_000)),
                        new Limit(LimitKind.TOKENS_PER_DAY, 20_000_000),
                        new Limit(LimitKind.TOKENS_PER_MONTH, 1_000_000_000_000_000L),
                        new Limit(LimitKind.USD_PER_DAY, 25_000_000),
                        new Limit(LimitKind.USD_PER_MONTH, 4_500_000_000_000L),
                        new Limit(LimitKind.CONCURRENT_REQUESTS, 10))),
                new Limits(List.of(
                        new Limit(LimitKind.USD_PER_MONTH, 1),
                        new Limit(LimitKind.COUNT_TOKENS_PER_MINUTE, 0, OptionalLong.of(5)))),
                BudgetHold.WORST_CASE,
                Mode.SHADOW);
        ApiKey service = new ApiKey("search-service", HASH, Optional.empty(), Optional.empty());
        ApiKey alice = new ApiKey("alice", OTHER_HASH, Optional.of("alice"), Optional.of(LocalDate.of(2027, 6, 30)));
        Team search = new Team(
                "search",
                developer,
                ZoneId.of("Europe/Berlin"),
                Optional.of("anthropic"),
                Map.of("user:u-4711", new OtherPlan(Plan.unlimited("heavy")), "account:0b1c", new Blocked()),
                List.of(service, alice));
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
    void fillsInWhatIsLeftOut() {
        PolicyReading reading = read("""
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
                        "search", Plan.unlimited("developer"), ZoneOffset.UTC, Optional.empty(), Map.of(), List.of()));
    }

    @Test
    void keepsTheOrderInWhichLimitsAreWritten() {
        PolicyReading reading = read("""
                plans:
                  developer:
                    user: { concurrent-requests: 1, usd-per-day: 2.5, requests-per-minute: 3 }
                teams:
                  search: { plan: developer }
                """);

        assertThat(valid(reading).team("search").orElseThrow().plan().user())
                .isEqualTo(new Limits(List.of(
                        new Limit(LimitKind.CONCURRENT_REQUESTS, 1),
                        new Limit(LimitKind.USD_PER_DAY, 2_500_000),
                        new Limit(LimitKind.REQUESTS_PER_MINUTE, 3))));
    }

    @Test
    void takesTextsAsTheyAreWrittenWhateverYamlMakesOfThem() {
        PolicyReading reading = read("""
                plans:
                  developer: { models: [5.50, 2027-01-01] }
                teams:
                  "007":
                    plan: developer
                    users: { 0815: { blocked: true }, yes: { blocked: true } }
                    keys: [{ id: 010, sha256: 1111111111111111111111111111111111111111111111111111111111111111, user: no }]
                """);

        Team team = valid(reading).team("007").orElseThrow();
        assertThat(team.users()).containsOnlyKeys("user:0815", "user:yes");
        assertThat(team.keys()).containsExactly(new ApiKey("010", "1".repeat(64), Optional.of("no"), Optional.empty()));
        assertThat(team.plan().models()).contains(List.of(new ModelPattern("5.50"), new ModelPattern("2027-01-01")));
    }

    @Test
    void followsAnAlias() {
        PolicyReading reading = read("""
                plans:
                  developer: { user: &limits { requests-per-minute: 3 }, team: *limits }
                teams: {}
                """);

        assertThat(reading).isInstanceOf(Valid.class);
    }

    @Test
    void namesEveryFaultAtItsPlace() {
        PolicyReading reading = read("""
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
                        "line 14, column 26: teams.search.keys[1].sha256: 12 characters (expected: 64 hex digits)",
                        "line 18, column 26: teams.other.keys[0].sha256: the same as teams.search.keys[0].sha256"
                                + " in line 13",
                        "line 18, column 103: teams.other.keys[0].expires: '2027-02-30' (expected: a date of the"
                                + " calendar, as in 2027-06-30)");
    }

    @Test
    void neverShowsAKeyThatStandsWhereAHashBelongs() {
        String key = "weir_" + "aB3-_".repeat(8) + "xyz";
        PolicyReading reading = read("""
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
        PolicyReading reading = read("""
                plans: { developer: {} }
                teams:
                  search:
                    plan: developer
                    users: { jane: { plan: nothing }, "user:jane": { blocked: maybe }, jane: {} }
                    keys: [{ id: k, sha256: x, user: [jane] }]
                """);

        assertThat(faults(reading)).hasSize(6).noneMatch(fault -> fault.contains("jane"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fifty",
                "-1",
                "1.5",
                "1e3",
                "010",
                "0x10",
                "1_000",
                "'50'",
                "[1]",
                "{a: 1}",
                "",
                "null",
                "true",
                "100000000001",
                "99999999999999999999"
            })
    void refusesALimitThatIsNoWholeNumberInRange(String value) {
        PolicyReading reading = read("""
                plans: { developer: { user: { requests-per-minute: %s } } }
                teams: {}
                """.formatted(value));

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .startsWith("line 1")
                .contains("plans.developer.user.requests-per-minute: ")
                .endsWith("(expected: a whole number from 0 to 100000000000)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4500000.000001", "0.0000001", "1.", ".5", "-0.01", "'5'", "1e3", "01", "9999999999999"})
    void refusesMoneyThatIsNoAmountInRange(String value) {
        PolicyReading reading = read("""
                plans: { developer: { team: { usd-per-month: %s } } }
                teams: {}
                """.formatted(value));

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .contains("plans.developer.team.usd-per-month: ")
                .endsWith("(expected: dollars from 0 to 4500000 with at most 6 decimals)");
    }

    @Test
    void boundsTheOtherLimits() {
        PolicyReading reading = read("""
                plans:
                  a: { user: { tokens-per-day: 1000000000000001 } }
                  b: { user: { concurrent-requests: 1000001 } }
                  c: { user: { requests-per-minute: 1, burst: { requests-per-minute: 0 } } }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 2, column 32: plans.a.user.tokens-per-day: '1000000000000001'"
                                + " (expected: a whole number from 0 to 1000000000000000)",
                        "line 3, column 37: plans.b.user.concurrent-requests: '1000001'"
                                + " (expected: a whole number from 0 to 1000000)",
                        "line 4, column 70: plans.c.user.burst.requests-per-minute: '0'"
                                + " (expected: a whole number from 1 to 100000000000)");
    }

    @Test
    void refusesABurstWithoutItsLimit() {
        PolicyReading reading = read("""
                plans:
                  developer:
                    user:
                      usd-per-day: 5
                      burst: { requests-per-minute: 10, usd-per-day: 1 }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 5, column 37: plans.developer.user.burst.requests-per-minute:"
                                + " there is no limit requests-per-minute beside it",
                        "line 5, column 54: plans.developer.user.burst.usd-per-day: unknown key (expected: one of"
                                + " requests-per-minute, input-tokens-per-minute, output-tokens-per-minute)");
    }

    @Test
    void keepsTheLimitOfCountTokensToTheTeam() {
        PolicyReading reading = read("""
                plans: { developer: { user: { count-tokens-per-minute: 1 } } }
                teams: {}
                """);

        assertThat(faults(reading))
                .singleElement()
                .asString()
                .startsWith("line 1, column 56: plans.developer.user.count-tokens-per-minute: unknown key");
    }

    @Test
    void refusesNamesThatDoNotExist() {
        PolicyReading reading = read("""
                plans:
                  developer: { deny-features: [server-tool, 7], budget-hold: worst, mode: Shadow }
                teams: {}
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 2, column 32: plans.developer.deny-features[0]: 'server-tool': no such feature"
                                + " (did you mean server-tools?)",
                        "line 2, column 45: plans.developer.deny-features[1]: '7': no such feature (expected: one of"
                                + " mcp-servers, server-tools, fallbacks, speed, inference-geo, service-tier, container,"
                                + " file-sources, url-sources, billing-policy)",
                        "line 2, column 62: plans.developer.budget-hold: 'worst': no such hold"
                                + " (expected: one of expected, worst-case)",
                        "line 2, column 75: plans.developer.mode: 'Shadow': no such mode (did you mean shadow?)");
    }

    @Test
    void refusesWhatWouldSilentlyMeanNoLimit() {
        PolicyReading reading = read("""
                plans:
                  developer:
                    models:
                    deny-features:
                    user:
                    team: { burst: }
                teams: {}
                """);

        assertThat(faults(reading)).hasSize(4).allMatch(fault -> fault.contains(": empty (expected: "));
    }

    @Test
    void refusesWrongTypesOnce() {
        PolicyReading reading = read("""
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
    void refusesAnIncompleteTeamOrKey() {
        PolicyReading reading = read("""
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
                        "line 6, column 27: teams.search.keys[1].sha256: 64 characters (expected: 64 hex digits)",
                        "line 6, column 101: teams.search.keys[1].user: empty"
                                + " (expected: the one user that the key speaks for)");
    }

    @Test
    void refusesExceptionsThatSayNothingOrTooMuch() {
        PolicyReading reading = read("""
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
                """);

        assertThat(faults(reading))
                .containsExactly(
                        "line 6, column 10: teams.search.users[0]: says nothing (expected: plan, or blocked: true)",
                        "line 7, column 10: teams.search.users[1]: blocked, so plan has no meaning"
                                + " (expected: one of the two)",
                        "line 8, column 21: teams.search.users[2].blocked: 'yes' (expected: true or false)",
                        "line 9, column 15: teams.search.users[3]: the same user as in line 8");
    }

    @Test
    void refusesKeysThatAreGivenTwice() {
        PolicyReading reading = read("""
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

    @ParameterizedTest
    @ValueSource(strings = {"none", "a b", "-a", "ä", "'a}b'", "weir_abc", "sk-ant-api03-1", "''"})
    void refusesATeamsNameThatIsNone(String name) {
        PolicyReading reading = read("""
                plans: { developer: {} }
                teams: { %s: { plan: developer } }
                """.formatted(name));

        assertThat(faults(reading)).singleElement().asString().startsWith("line 2, column ");
    }

    @Test
    void refusesUnknownSectionsAndMissingOnes() {
        PolicyReading reading = read("team: {}\n");

        assertThat(faults(reading))
                .containsExactly(
                        "line 1, column 1: plans is missing",
                        "line 1, column 1: teams is missing",
                        "line 1, column 7: team: unknown key (did you mean teams?)");
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
    void boundsAUsersLength() {
        String yaml = """
                plans: { developer: {} }
                teams: { search: { plan: developer, keys: [{ id: a, sha256: "%s", user: %s }] } }
                """;

        assertThat(read(yaml.formatted(HASH, "u".repeat(1024)))).isInstanceOf(Valid.class);
        assertThat(faults(read(yaml.formatted(HASH, "u".repeat(1025)))))
                .containsExactly(
                        "line 2, column 135: teams.search.keys[0].user: 1025 characters (expected: at most 1024)");
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

    @Test
    void countsTheLineOfAFaultAsEditorsDo() {
        assertThat(faults(read("\uFEFF# first\r\nplans: {}\r\nteams: 5\r\n")))
                .containsExactly("line 3, column 8: teams: '5' (expected: a mapping of teams)");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        PolicyReading reading = READER.read(new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(faults(reading)).containsExactly("not UTF-8");
    }

    @Test
    void givesAFollowedFileTheSameVerdict() {
        byte[] good = "plans: {}\nteams: {}\n".getBytes(StandardCharsets.UTF_8);
        byte[] bad = "plans: {}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(READER.follow(good)).isInstanceOf(Reading.Good.class);
        assertThat(READER.follow(bad))
                .isEqualTo(new Reading.Bad<Policy>(List.of("line 1, column 1: teams is missing")));
    }

    private static PolicyReading read(String yaml) {
        return READER.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Policy valid(PolicyReading reading) {
        return switch (reading) {
            case Valid(Policy policy) -> policy;
            case Invalid(List<PolicyReading.Fault> faults) -> throw new AssertionError(faults);
        };
    }

    private static List<String> faults(PolicyReading reading) {
        return switch (reading) {
            case Valid(Policy policy) -> throw new AssertionError(policy);
            case Invalid(List<PolicyReading.Fault> faults) ->
                faults.stream().map(PolicyReading.Fault::toString).toList();
        };
    }
}
