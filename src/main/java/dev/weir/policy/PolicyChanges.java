package dev.weir.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The differences of two policies, for the log: teams, keys and plans by name, never a digest. */
public final class PolicyChanges {
    private static final int MOST_NAMES = 20;

    private PolicyChanges() {}

    /**
     * Returns the differences in one line, as in {@code teams added: search; keys removed: search/ci}.
     *
     * @return {@code nothing that matters} where only comments or layout differ
     */
    public static String between(Policy before, Policy after) {
        List<String> changes = new ArrayList<>();
        describe("teams", teams(before), teams(after), changes);
        describe("keys", keys(before), keys(after), changes);
        describe("plans", plans(before), plans(after), changes);
        return changes.isEmpty() ? "nothing that matters" : String.join("; ", changes);
    }

    private static void describe(String what, Map<String, ?> before, Map<String, ?> after, List<String> changes) {
        add(what + " added", after.keySet().stream().filter(name -> !before.containsKey(name)), changes);
        add(what + " removed", before.keySet().stream().filter(name -> !after.containsKey(name)), changes);
        add(
                what + " changed",
                after.keySet().stream()
                        .filter(before::containsKey)
                        .filter(name -> !Objects.equals(before.get(name), after.get(name))),
                changes);
    }

    private static void add(String change, Stream<String> names, List<String> changes) {
        List<String> sorted = new ArrayList<>(new TreeSet<>(names.toList()));
        if (!sorted.isEmpty()) {
            String more = sorted.size() > MOST_NAMES ? " and " + (sorted.size() - MOST_NAMES) + " more" : "";
            changes.add(change + ": " + sorted.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")) + more);
        }
    }

    /** Returns the settings of teams besides keys and the content of plans, which are described on their own. */
    private static Map<String, List<Object>> teams(Policy policy) {
        Map<String, List<Object>> teams = new TreeMap<>();
        for (Team team : policy.teams()) {
            Map<String, String> users = new HashMap<>();
            team.users().forEach((identity, exception) -> users.put(identity, named(exception)));
            teams.put(
                    team.name(), List.of(team.plan().name(), team.timeZone(), team.upstream(), team.projects(), users));
        }
        return teams;
    }

    private static String named(Team.UserException exception) {
        return switch (exception) {
            case Team.UserException.Blocked(var until) -> " " + until;
            case Team.UserException.OtherPlan(Plan plan, var until) -> plan.name() + " " + until;
        };
    }

    private static Map<String, ApiKey> keys(Policy policy) {
        Map<String, ApiKey> keys = new TreeMap<>();
        policy.teams().forEach(team -> team.keys().forEach(key -> keys.put(team.name() + "/" + key.id(), key)));
        return keys;
    }

    private static Map<String, Plan> plans(Policy policy) {
        Map<String, Plan> plans = new TreeMap<>();
        policy.teams().forEach(team -> {
            plans.put(team.plan().name(), team.plan());
            team.users().values().forEach(exception -> {
                if (exception instanceof Team.UserException.OtherPlan(Plan plan, var _)) {
                    plans.put(plan.name(), plan);
                }
            });
        });
        return plans;
    }
}
