package dev.weir.wiring;

import dev.weir.metering.QuotaMetrics;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Plan;
import dev.weir.policy.Policy;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import java.util.stream.Stream;

/** Makes the series of every threshold of the policy at 0, so that an alert sees the first one as an increase. */
final class ThresholdSeries {
    private ThresholdSeries() {}

    static void make(Policy policy, QuotaMetrics metrics) {
        for (Team team : policy.teams()) {
            plans(team)
                    .forEach(plan -> Stream.of(LimitLevel.values())
                            .forEach(level -> plan.at(level)
                                    .budgetNames(level)
                                    .forEach(limit -> metrics.thresholds(
                                            team.name(), limit, plan.warnAt().at(level)))));
        }
    }

    private static Stream<Plan> plans(Team team) {
        Stream<Plan> others = team.users().values().stream()
                .flatMap(exception -> exception instanceof UserException.OtherPlan(Plan plan, var _)
                        ? Stream.of(plan.withTeamOf(team.plan()))
                        : Stream.empty());
        return Stream.concat(Stream.of(team.plan()), others);
    }
}
