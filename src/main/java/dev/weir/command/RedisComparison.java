package dev.weir.command;

import dev.weir.command.QuotaState.StateResult;
import dev.weir.policy.Team;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.compare.BudgetOwner;
import dev.weir.usage.compare.BudgetRow;
import dev.weir.usage.compare.BudgetSums;
import dev.weir.usage.compare.Difference;
import dev.weir.usage.compare.ReportPeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares logs with the budgets of teams and users in Redis, in the periods that are current by Redis' clock
 * when the comparison begins. Used by one thread, which waits for Redis at the start and at the end.
 */
final class RedisComparison {
    /** The most users that are compared: each costs one script call in Redis. */
    static final int MOST_USERS = 10_000;

    private final QuotaSetup setup;
    private final Instant now;
    private final BudgetSums sums;

    private RedisComparison(QuotaSetup setup, Instant now, BudgetScope scope) {
        this.setup = setup;
        this.now = now;
        this.sums = new BudgetSums(this::periods, MOST_USERS, scope.user().isEmpty());
        scope.owner()
                .ifPresentOrElse(
                        sums::include,
                        () -> setup.policy().teams().forEach(team -> sums.include(BudgetOwner.ofTeam(team.name()))));
    }

    /**
     * Whose budgets are compared.
     *
     * @param team the only team; absent where all of the policy are compared
     * @param user the keyed hash of the only user; absent where the team and all its users are compared
     */
    record BudgetScope(Optional<String> team, Optional<String> user) {
        /** Returns who is compared even where the log has nothing of it. */
        private Optional<BudgetOwner> owner() {
            return team.map(name -> new BudgetOwner(name, user));
        }
    }

    /** The outcome of its start. */
    sealed interface ComparisonStart {
        /** Redis has replied. */
        record Ready(RedisComparison comparison) implements ComparisonStart {}

        /** The settings are faulty, or Redis does not reply. */
        record Faulty(List<Finding> faults) implements ComparisonStart {
            public Faulty {
                faults = List.copyOf(faults);
            }
        }
    }

    /** The outcome of the comparison. */
    sealed interface ComparisonResult {
        /**
         * Redis has been read.
         *
         * @param leftOut what was not compared, a sentence for each
         */
        record Compared(List<Difference> differences, List<String> leftOut) implements ComparisonResult {
            public Compared {
                differences = List.copyOf(differences);
                leftOut = List.copyOf(leftOut);
            }
        }

        /** Redis does not reply. */
        record Failed(Finding fault) implements ComparisonResult {}
    }

    /** Asks Redis for its time, so that a Redis that cannot be reached is named before the log is read. */
    static ComparisonStart start(SettingsLocation location, BudgetScope scope) {
        return switch (QuotaSetup.read(location)) {
            case QuotaSetup.SetupOutcome.Incomplete(List<Finding> faults) -> new ComparisonStart.Faulty(faults);
            case QuotaSetup.SetupOutcome.Complete(QuotaSetup setup) -> {
                Subject nobody = new Subject(RedisBudgets.NOBODY, RedisBudgets.NOBODY);
                StateResult<Snapshot> reply =
                        QuotaState.with(setup.redis(), state -> state.store().snapshot(nobody, Terms.UNLIMITED));
                yield switch (reply) {
                    case StateResult.Failed<Snapshot>(Finding fault) -> new ComparisonStart.Faulty(List.of(fault));
                    case StateResult.Done<Snapshot>(Snapshot snapshot) ->
                        new ComparisonStart.Ready(
                                new RedisComparison(setup, Instant.ofEpochMilli(snapshot.nowMillis()), scope));
                };
            }
        };
    }

    /** Adds an exchange of the log. */
    void add(UsageEntry entry) {
        sums.add(entry);
    }

    /** Reads the budgets of all teams, and of all users of the log. */
    ComparisonResult result() {
        RedisBudgets budgets = new RedisBudgets(setup, LocalDate.ofInstant(now, ZoneOffset.UTC));
        return switch (QuotaState.with(setup.redis(), state -> budgets.read(state, sums.owners()))) {
            case StateResult.Failed<List<BudgetRow>>(Finding fault) -> new ComparisonResult.Failed(fault);
            case StateResult.Done<List<BudgetRow>>(List<BudgetRow> rows) ->
                new ComparisonResult.Compared(sums.differences(rows), leftOut(rows));
        };
    }

    private List<String> leftOut(List<BudgetRow> rows) {
        List<String> leftOut = new ArrayList<>();
        if (!sums.unknownTeams().isEmpty()) {
            leftOut.add("teams that the policy does not have: " + String.join(", ", sums.unknownTeams()));
        }
        if (sums.isFull()) {
            leftOut.add("users after the first " + MOST_USERS + " of the log; choose a team with --team");
        }
        long others = rows.stream().filter(row -> !sums.covers(row)).count();
        if (others > 0) {
            leftOut.add(others + " budgets whose period is not the current one of the team's time zone; if it has just"
                    + " ended, compare again");
        }
        return leftOut;
    }

    private List<ReportPeriod> periods(String team) {
        return setup.policy().team(team).map(Team::timeZone).map(this::periods).orElse(List.of());
    }

    private List<ReportPeriod> periods(ZoneId zone) {
        Periods current = Periods.around(now.toEpochMilli(), zone);
        return List.of(
                ReportPeriod.endingAt(Instant.ofEpochMilli(current.dayEnd()), zone, Period.ofDays(1)),
                ReportPeriod.endingAt(Instant.ofEpochMilli(current.weekEnd()), zone, Period.ofWeeks(1)),
                ReportPeriod.endingAt(Instant.ofEpochMilli(current.monthEnd()), zone, Period.ofMonths(1)));
    }
}
