package dev.weir.e2e;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Teams with limits; each has one key, named after it. */
final class QuotaTeams {
    private static final Map<String, String> PLANS = new TreeMap<>(Map.ofEntries(
            entry(
                    "all",
                    "{ user: { requests-per-minute: 12, input-tokens-per-minute: 100000,"
                            + " output-tokens-per-minute: 100000, tokens-per-day: 1000000, usd-per-day: 25,"
                            + " concurrent-requests: 10 } }"),
            entry("rate", "{ user: { requests-per-minute: 2 } }"),
            entry("day", "{ user: { usd-per-day: 0.0005 }, team: { requests-per-minute: 1000 } }"),
            entry("month", "{ team: { tokens-per-month: 100 } }"),
            entry("turn", "{ user: { requests-per-minute: 15, burst: { requests-per-minute: 1 } } }"),
            entry("place", "{ user: { concurrent-requests: 1 } }"),
            entry("shadow", "{ user: { requests-per-minute: 1 }, mode: shadow }"),
            entry(
                    "session",
                    "{ user: { tokens-per-day: 1000000, usd-per-week: 50, per-session: { requests: 2 },"
                            + " per-model: [{ name: opus, models: [claude-opus-*], tokens-per-week: 1000 }] },"
                            + " warn-at: [50] }"),
            entry("counts", "{ team: { count-tokens-per-minute: 1 } }"),
            entry(
                    "outage",
                    "{ user: { requests-per-minute: 1000000, tokens-per-day: 100000000, concurrent-requests: 100 },"
                            + " team: { tokens-per-month: 1000000000 } }"),
            entry(
                    "ordinary",
                    "{ user: { requests-per-minute: 100000000, input-tokens-per-minute: 100000000000,"
                            + " output-tokens-per-minute: 100000000000, tokens-per-day: 100000000000,"
                            + " usd-per-day: 4500000, usd-per-month: 4500000, concurrent-requests: 10000 },"
                            + " team: { usd-per-month: 4500000 } }"),
            entry("unlimited", "{}"),
            entry("many", "{ user: { requests-per-minute: 10 } }"),
            entry("hostile", "{ user: { usd-per-day: 1, tokens-per-day: 100000000 } }"),
            entry("few", "{ user: { usd-per-day: 1, tokens-per-day: 100000000, concurrent-requests: 10 } }"),
            entry("worst", "{ user: { usd-per-day: 6, tokens-per-day: 100000000 }, budget-hold: worst-case }"),
            entry(
                    "watched",
                    "{ user: { requests-per-minute: 1, tokens-per-day: 1000000, usd-per-day: 25 }, mode: shadow }"),
            entry("period", "{ user: { tokens-per-day: 100, tokens-per-month: 1000000, usd-per-day: 25 } }")));

    private static final int SPREAD = 9;

    private QuotaTeams() {}

    /** Returns further names for {@link #keyOf}, of teams that are alike. */
    static Stream<String> spread() {
        return IntStream.range(0, SPREAD).mapToObj(at -> "spread-" + at);
    }

    static String policy() {
        StringBuilder plans = new StringBuilder("plans:\n");
        StringBuilder teams = new StringBuilder("teams:\n");
        PLANS.forEach((name, plan) -> {
            plans.append("  ").append(name).append(": ").append(plan).append('\n');
            teams.append("  %s-team: { plan: %s, upstream: scripted, keys: [%s] }%n"
                    .formatted(name, name, OperatorFiles.key(name, keyOf(name), "")));
        });
        List.of("billing", "leaving")
                .forEach(name -> teams.append("  %s-team: { plan: all, upstream: scripted, keys: [%s] }%n"
                        .formatted(name, OperatorFiles.key(name, keyOf(name), ""))));
        spread().forEach(name -> teams.append("  %s-team: { plan: outage, upstream: scripted, keys: [%s] }%n"
                .formatted(name, OperatorFiles.key(name, keyOf(name), ""))));
        teams.append("  bound-team: { plan: all, upstream: scripted, keys: [%s] }%n"
                .formatted(OperatorFiles.key("bound", keyOf("bound"), ", user: alice")));
        return plans.append(teams).toString();
    }

    /** Returns the key of the team on a plan, or of one of those that are alike. */
    static String keyOf(String plan) {
        return "e2e-quota-key-canary-of-" + plan;
    }
}
