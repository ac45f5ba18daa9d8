package dev.weir.policy;

import dev.weir.policy.Team.UserException;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the teams of one policy; a value with a fault counts as absent. */
final class TeamReader {
    private static final String PLAN = "plan";
    private static final String TIME_ZONE = "time-zone";

    /** By this name, as the console shows it: {@code ZoneOffset.UTC} calls itself {@code Z}. */
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static final String UPSTREAM = "upstream";
    private static final String USERS = "users";
    private static final String KEYS = "keys";
    private static final String BLOCKED = "blocked";
    private static final String UNTIL = "until";
    /** The value of the metric label {@code team} before a key is known. */
    private static final String RESERVED = "none";

    /** The YAML keys of a team. */
    static final List<String> KNOWN =
            List.of(PLAN, TIME_ZONE, UPSTREAM, ProjectsReader.HEADER, ProjectsReader.NAMES, USERS, KEYS);
    /** The YAML keys of an exception. */
    static final List<String> KNOWN_OF_EXCEPTION = List.of(PLAN, BLOCKED, UNTIL);

    private final Map<String, Plan> plans;
    private final Set<String> upstreams;
    private final KeyReader keys = new KeyReader();

    TeamReader(Map<String, Plan> plans, Set<String> upstreams) {
        this.plans = plans;
        this.upstreams = upstreams;
    }

    Team read(String name, YamlNode node) {
        if (PolicyValues.isName(node, name) && name.equals(RESERVED)) {
            node.fault("reserved: metrics use this name for requests without a team");
        }
        YamlFields fields = node.fields(KNOWN);
        Plan plan =
                fields.require(PLAN, "the name of a plan").flatMap(this::plan).orElseGet(() -> Plan.unlimited(name));
        return new Team(
                name,
                plan,
                fields.find(TIME_ZONE).flatMap(PolicyValues::zone).orElse(UTC),
                fields.find(UPSTREAM).flatMap(this::upstream),
                filled(fields, USERS).map(this::users).orElse(Map.of()),
                filled(fields, KEYS).map(keys::readAll).orElse(List.of()),
                ProjectsReader.read(fields));
    }

    private Optional<Plan> plan(YamlNode node) {
        return YamlValues.oneOf(node, PLAN, plans.keySet()).map(plans::get);
    }

    private Optional<String> upstream(YamlNode node) {
        return YamlValues.oneOf(node, UPSTREAM, upstreams.stream().sorted().toList());
    }

    private Map<String, UserException> users(YamlNode node) {
        Map<String, UserException> exceptions = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        node.numbered("a mapping of users").forEach((written, entry) -> {
            String identity = IdentityName.of(written);
            Integer first = lines.putIfAbsent(identity, entry.line());
            if (first != null) {
                entry.fault("the same user as in line " + first);
            }
            exception(entry).ifPresent(exception -> exceptions.put(identity, exception));
        });
        return exceptions;
    }

    private Optional<UserException> exception(YamlNode node) {
        YamlFields fields = node.fields(KNOWN_OF_EXCEPTION);
        Optional<Plan> other = fields.find(PLAN).flatMap(this::plan);
        boolean blocked = fields.find(BLOCKED).flatMap(YamlValues::truth).orElse(false);
        Optional<LocalDate> until = fields.find(UNTIL).flatMap(YamlValues::date);
        if (blocked && fields.has(PLAN)) {
            node.fault("blocked and a plan" + YamlNode.expectation("one of the two"));
        }
        if (fields.isEmpty() && node.isMapping()) {
            node.fault("sets nothing" + YamlNode.expectation("plan, or blocked: true"));
        }
        if (fields.has(UNTIL) && !blocked && !fields.has(PLAN)) {
            node.fault("until alone" + YamlNode.expectation("plan, or blocked: true, beside it"));
        }
        return blocked
                ? Optional.of(new UserException.Blocked(until))
                : other.map(plan -> new UserException.OtherPlan(plan, until));
    }

    /** Returns the value of a key; absent where the value is empty, which for these keys is no fault. */
    private static Optional<YamlNode> filled(YamlFields fields, String name) {
        return fields.find(name).filter(node -> !node.isEmpty());
    }
}
