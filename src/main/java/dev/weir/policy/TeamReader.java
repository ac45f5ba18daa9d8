package dev.weir.policy;

import dev.weir.policy.Team.UserException;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the teams of one policy; a value with a fault counts as absent. */
final class TeamReader {
    private static final String PLAN = "plan";
    private static final String TIME_ZONE = "time-zone";
    private static final String UPSTREAM = "upstream";
    private static final String USERS = "users";
    private static final String KEYS = "keys";
    private static final String BLOCKED = "blocked";
    /** The value of the metric label {@code team} before a key is known. */
    private static final String RESERVED = "none";

    /** The keys of a team. */
    static final List<String> KNOWN = List.of(PLAN, TIME_ZONE, UPSTREAM, USERS, KEYS);
    /** The keys of an exception. */
    static final List<String> KNOWN_OF_EXCEPTION = List.of(PLAN, BLOCKED);

    private final Map<String, Plan> plans;
    private final Set<String> upstreams;
    private final KeyReader keys = new KeyReader();

    TeamReader(Map<String, Plan> plans, Set<String> upstreams) {
        this.plans = plans;
        this.upstreams = upstreams;
    }

    Team read(String name, YamlNode place) {
        if (PolicyValues.isName(place, name) && name.equals(RESERVED)) {
            place.fault("a team may not have this name: metrics mean by it that there is no team");
        }
        YamlFields fields = place.fields(KNOWN);
        Plan plan =
                fields.require(PLAN, "the name of a plan").flatMap(this::plan).orElseGet(() -> Plan.unlimited(name));
        return new Team(
                name,
                plan,
                fields.find(TIME_ZONE).flatMap(PolicyValues::zone).orElse(ZoneOffset.UTC),
                fields.find(UPSTREAM).flatMap(this::upstream),
                filled(fields, USERS).map(this::users).orElse(Map.of()),
                filled(fields, KEYS).map(keys::readAll).orElse(List.of()));
    }

    private Optional<Plan> plan(YamlNode place) {
        return YamlValues.oneOf(place, PLAN, plans.keySet()).map(plans::get);
    }

    private Optional<String> upstream(YamlNode place) {
        return YamlValues.oneOf(place, UPSTREAM, upstreams.stream().sorted().toList());
    }

    private Map<String, UserException> users(YamlNode place) {
        Map<String, UserException> exceptions = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        place.numbered("a mapping of users").forEach((written, entry) -> {
            String bucket = IdentityName.of(written);
            Integer first = lines.putIfAbsent(bucket, entry.line());
            if (first != null) {
                entry.fault("the same user as in line " + first);
            }
            exception(entry).ifPresent(exception -> exceptions.put(bucket, exception));
        });
        return exceptions;
    }

    private Optional<UserException> exception(YamlNode place) {
        YamlFields fields = place.fields(KNOWN_OF_EXCEPTION);
        Optional<Plan> other = fields.find(PLAN).flatMap(this::plan);
        boolean blocked = fields.find(BLOCKED).flatMap(YamlValues::truth).orElse(false);
        if (blocked && fields.has(PLAN)) {
            place.fault("blocked, so plan has no meaning" + YamlNode.expectation("one of the two"));
        }
        if (fields.isEmpty() && place.isMapping()) {
            place.fault("says nothing" + YamlNode.expectation("plan, or blocked: true"));
        }
        return blocked ? Optional.of(new UserException.Blocked()) : other.map(UserException.OtherPlan::new);
    }

    /** Returns what stands under a key whose emptiness grants nothing. */
    private static Optional<YamlNode> filled(YamlFields fields, String name) {
        return fields.find(name).filter(place -> !place.isEmpty());
    }
}
