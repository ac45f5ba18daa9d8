package dev.weir.wiring;

import dev.weir.metering.QuotaMetrics;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Plan;
import dev.weir.policy.Policy;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** Makes the series of every threshold of the policy at 0, so that an alert sees the first one as an increase. */
@Singleton
final class ThresholdSeries {
    private final FilesInForce files;
    private final QuotaMetrics metrics;

    ThresholdSeries(FilesInForce files, QuotaMetrics metrics) {
        this.files = files;
        this.metrics = metrics;
    }

    void begin(@Observes StartupEvent event) {
        if (files.hasPolicy()) {
            make(files.policy(), metrics);
        }
    }

    /** Makes those of the policy in force; those that exist stay as they are. */
    void make() {
        make(files.policy(), metrics);
    }

    static void make(Policy policy, QuotaMetrics metrics) {
        for (Team team : policy.teams()) {
            plans(team)
                    .forEach(plan -> Stream.of(LimitLevel.values())
                            .flatMap(level -> plan.at(level).budgetNames(level))
                            .forEach(limit -> metrics.thresholds(team.name(), limit, plan.warnAt())));
        }
    }

    private static Stream<Plan> plans(Team team) {
        Stream<Plan> others = team.users().values().stream()
                .flatMap(exception -> exception instanceof UserException.OtherPlan(Plan plan, var _)
                        ? Stream.of(plan.withTeam(team.plan().team()))
                        : Stream.empty());
        return Stream.concat(Stream.of(team.plan()), others);
    }
}
