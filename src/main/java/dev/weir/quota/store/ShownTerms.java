package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All limits of a plan as they are shown: of the user before those of the team, each in the policy's order, then those
 * of models, then those of the session.
 *
 * @param names of the limits in that order
 */
public record ShownTerms(Terms terms, List<String> names) {
    public ShownTerms {
        names = List.copyOf(names);
    }

    /**
     * Returns the limits of a user and its team.
     *
     * @param session the keyed hash of the session whose limits are shown too, if any
     */
    public static ShownTerms of(Plan plan, Team team, Optional<String> session) {
        List<LevelTerms> levels = new ArrayList<>(Terms.of(plan, team).levels());
        List<String> names = new ArrayList<>();
        addNames(names, plan, LimitLevel.USER);
        session.filter(_ -> !plan.user().perSession().isEmpty()).ifPresent(hash -> {
            LimitScope scope = LimitScope.ofSession(hash);
            levels.add(LevelTerms.of(scope, plan.user().perSession()));
            plan.user().perSession().forEach(limit -> names.add(scope.nameOf(limit)));
        });
        addNames(names, plan, LimitLevel.TEAM);
        if (levels.isEmpty()) {
            return new ShownTerms(new Terms(Terms.UNLIMITED.levels(), team.timeZone(), List.of()), names);
        }
        return new ShownTerms(new Terms(levels, team.timeZone(), plan.warnAt()), names);
    }

    private static void addNames(List<String> names, Plan plan, LimitLevel level) {
        for (Limit limit : plan.at(level).all()) {
            names.add(LimitScope.of(level).nameOf(limit));
        }
        for (ModelLimits entry : plan.at(level).perModel()) {
            for (Limit limit : entry.limits()) {
                names.add(LimitScope.ofModels(level, entry.name()).nameOf(limit));
            }
        }
    }

    /** Returns a snapshot of these terms in the order in which limits are shown. */
    public Snapshot inOrder(Snapshot snapshot) {
        List<LimitState> sorted = snapshot.limits().stream()
                .sorted(Comparator.comparingInt(state -> names.indexOf(state.name())))
                .toList();
        return new Snapshot(snapshot.nowMillis(), snapshot.leases(), sorted);
    }
}
