package dev.weir.command;

import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a reset sets to zero: every level that a user, or a team, can have by the policy, but for sessions. */
final class ResetTerms {
    private ResetTerms() {}

    /** Returns the levels of the users of a team; those of all plans that its users have. */
    static Terms ofUsers(Team team) {
        Stream<Plan> others = team.users().values().stream()
                .flatMap(exception -> exception instanceof UserException.OtherPlan(Plan plan, var _)
                        ? Stream.of(plan)
                        : Stream.empty());
        return terms(LimitLevel.USER, team, Stream.concat(Stream.of(team.plan()), others));
    }

    /** Returns the levels of a team as a whole. */
    static Terms ofTeam(Team team) {
        return terms(LimitLevel.TEAM, team, Stream.of(team.plan()));
    }

    private static Terms terms(LimitLevel level, Team team, Stream<Plan> plans) {
        LimitScope all = LimitScope.of(level);
        List<LevelTerms> levels = new ArrayList<>();
        levels.add(new LevelTerms(all, false, List.of(), true));
        levels.add(new LevelTerms(all, true, List.of(), true));
        Set<String> entries = new LinkedHashSet<>();
        plans.forEach(plan ->
                plan.at(level).perModel().stream().map(ModelLimits::name).forEach(entries::add));
        entries.forEach(entry -> levels.add(LevelTerms.of(LimitScope.ofModels(level, entry), List.of())));
        return new Terms(levels, team.timeZone(), List.of());
    }
}
