package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Limits;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.policy.Thresholds;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The limits of a subject now. They travel with each operation, so that a changed policy needs no change in Redis.
 *
 * @param levels those with limits, of the user before those of the team
 * @param zone where days, weeks and months begin; a change takes effect when the current period ends
 * @param thresholds those of budgets that a settlement tells
 */
public record Terms(List<LevelTerms> levels, ZoneId zone, Thresholds thresholds) {
    /** A level without limits: a script that runs with it reads the keys of nobody, and keeps nothing. */
    public static final Terms UNLIMITED =
            new Terms(List.of(LevelTerms.of(LimitScope.USER, List.of())), ZoneOffset.UTC, List.of());

    public Terms {
        levels = List.copyOf(levels);
    }

    /** Makes terms whose budgets all have the same thresholds. */
    public Terms(List<LevelTerms> levels, ZoneId zone, List<Integer> warnAt) {
        this(levels, zone, Thresholds.of(warnAt));
    }

    /** Makes terms of limits on all requests of a user and a team, without thresholds. */
    public Terms(Limits user, Limits team, ZoneId zone) {
        this(ofAll(user, team, _ -> true), zone, List.of());
    }

    /** Returns all limits of a plan in a team but those of sessions. */
    public static Terms of(Plan plan, Team team) {
        List<LevelTerms> levels = new ArrayList<>();
        for (LimitLevel level : LimitLevel.values()) {
            addAll(levels, LimitScope.of(level), plan.at(level).all(), _ -> true);
            for (ModelLimits entry : plan.at(level).perModel()) {
                levels.add(LevelTerms.of(LimitScope.ofModels(level, entry.name()), entry.limits()));
            }
        }
        return new Terms(levels, team.timeZone(), plan.warnAt());
    }

    /** Returns the limits of {@code count_tokens}. */
    public static Terms ofCountTokens(Plan plan, Team team) {
        Predicate<Limit> counts = limit -> limit.kind() == LimitKind.COUNT_TOKENS_PER_MINUTE;
        return new Terms(ofAll(plan.user(), plan.team(), counts), team.timeZone(), List.of());
    }

    /** Adds the levels of limits that all messages count against. */
    public static void addOfMessages(List<LevelTerms> levels, LimitLevel level, List<Limit> limits) {
        addAll(levels, LimitScope.of(level), limits, limit -> limit.kind() != LimitKind.COUNT_TOKENS_PER_MINUTE);
    }

    private static List<LevelTerms> ofAll(Limits user, Limits team, Predicate<Limit> counts) {
        List<LevelTerms> levels = new ArrayList<>();
        addAll(levels, LimitScope.USER, user.all(), counts);
        addAll(levels, LimitScope.TEAM, team.all(), counts);
        return levels;
    }

    private static void addAll(List<LevelTerms> levels, LimitScope scope, List<Limit> limits, Predicate<Limit> counts) {
        add(levels, scope, false, limits, limit -> counts.test(limit) && !LevelTerms.isNewer(limit.kind()));
        add(levels, scope, true, limits, limit -> counts.test(limit) && LevelTerms.isNewer(limit.kind()));
    }

    private static void add(
            List<LevelTerms> levels,
            LimitScope scope,
            boolean isOfNewerKinds,
            List<Limit> limits,
            Predicate<Limit> belongs) {
        List<Limit> own = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            if (belongs.test(limit)) {
                own.add(limit);
            }
        }
        if (!own.isEmpty()) {
            levels.add(new LevelTerms(scope, isOfNewerKinds, own, true));
        }
    }

    /** Returns whether nothing is limited. */
    public boolean isEmpty() {
        return levels.isEmpty();
    }

    /** Returns the same with other levels. */
    public Terms with(List<LevelTerms> others) {
        return new Terms(others, zone, thresholds);
    }

    /** Returns the thresholds that a settlement looks for at every level, in percent, lowest first. */
    public List<Integer> warnAt() {
        return thresholds.all();
    }

    /** Returns those that are told: one that only the other level has is passed over. */
    public List<ReachedThreshold> told(List<ReachedThreshold> reached) {
        return reached.stream()
                .filter(each -> thresholds.at(each.scope().level()).contains(each.percent()))
                .toList();
    }

    /** Returns all limits with their levels, in the order of the levels. */
    public List<LimitAt> limits() {
        List<LimitAt> limits = new ArrayList<>();
        for (LevelTerms level : levels) {
            for (Limit limit : level.limits()) {
                limits.add(new LimitAt(level.scope(), limit));
            }
        }
        return limits;
    }

    /** A limit and what it counts. */
    public record LimitAt(LimitScope scope, Limit limit) {}
}
