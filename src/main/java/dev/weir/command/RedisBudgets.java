package dev.weir.command;

import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope.LimitPart;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.pricing.NanoUsd;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.usage.compare.BudgetOwner;
import dev.weir.usage.compare.BudgetRow;
import dev.weir.usage.compare.ReportPeriod;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads from Redis what teams and users have used of their budgets of tokens and money. Used by one thread. */
final class RedisBudgets {
    /** A user that exists nowhere: no keyed hash equals it. */
    static final String NOBODY = "none";

    /** How many script calls are sent before the replies to them are awaited. */
    private static final int BATCH = 500;

    private final QuotaSetup setup;
    private final LocalDate today;
    private final Map<String, PolicyUsers> namedByTeam = new HashMap<>();

    /**
     * Makes a reader of budgets.
     *
     * @param today the day of UTC, by which exceptions of the policy end
     */
    RedisBudgets(QuotaSetup setup, LocalDate today) {
        this.setup = setup;
        this.today = today;
    }

    /** Returns the budgets of all owners, in their order; an owner without budgets has none. */
    Future<List<BudgetRow>> read(QuotaState state, List<BudgetOwner> owners) {
        Future<List<BudgetRow>> all = Future.succeededFuture(new ArrayList<>());
        for (int from = 0; from < owners.size(); from += BATCH) {
            List<BudgetOwner> batch = owners.subList(from, Math.min(from + BATCH, owners.size()));
            all = all.compose(rows -> readBatch(state, batch).map(more -> {
                rows.addAll(more);
                return rows;
            }));
        }
        return all;
    }

    private Future<List<BudgetRow>> readBatch(QuotaState state, List<BudgetOwner> owners) {
        List<Future<List<BudgetRow>>> reads =
                owners.stream().map(owner -> readOne(state, owner)).toList();
        return Future.join(reads)
                .map(_ -> reads.stream().flatMap(read -> read.result().stream()).toList());
    }

    private Future<List<BudgetRow>> readOne(QuotaState state, BudgetOwner owner) {
        Optional<Team> team = setup.policy().team(owner.team());
        Optional<Terms> terms = team.flatMap(known -> terms(owner, known));
        return terms.map(limits -> state.store()
                        .snapshot(new Subject(owner.team(), owner.user().orElse(NOBODY)), limits)
                        .map(snapshot -> rows(owner, limits, snapshot)))
                .orElse(Future.succeededFuture(List.of()));
    }

    /** Returns the limits of an owner on all its requests; absent where it has none. */
    private Optional<Terms> terms(BudgetOwner owner, Team team) {
        LimitLevel level = owner.user().isPresent() ? LimitLevel.USER : LimitLevel.TEAM;
        Optional<Plan> plan = owner.user()
                .map(hash -> namedOf(team).planOf(hash, team, today))
                .orElse(Optional.of(team.plan()));
        return plan.flatMap(own -> {
            Terms all = Terms.of(own, team);
            List<LevelTerms> levels = all.levels().stream()
                    .filter(terms ->
                            terms.scope().level() == level && terms.scope().part() == LimitPart.ALL)
                    .toList();
            return levels.isEmpty() ? Optional.empty() : Optional.of(all.with(levels));
        });
    }

    private PolicyUsers namedOf(Team team) {
        return namedByTeam.computeIfAbsent(team.name(), _ -> PolicyUsers.of(team, setup.pseudonyms()));
    }

    private static List<BudgetRow> rows(BudgetOwner owner, Terms terms, Snapshot snapshot) {
        List<BudgetRow> rows = new ArrayList<>();
        for (LimitState limit : snapshot.limits()) {
            Unit unit = limit.limit().kind().unit();
            Optional<Period> length = length(limit.limit().kind().window());
            OptionalLong end = limit.resetsAtMillis();
            if (unit != Unit.REQUESTS && length.isPresent() && end.isPresent()) {
                rows.add(new BudgetRow(
                        ReportPeriod.endingAt(Instant.ofEpochMilli(end.getAsLong()), terms.zone(), length.get()),
                        owner,
                        limit.name(),
                        unit.wireName(),
                        amount(unit, limit.used()),
                        amount(unit, limit.held()),
                        BigDecimal.ZERO));
            }
        }
        return rows;
    }

    private static Optional<Period> length(Window window) {
        return switch (window) {
            case DAY -> Optional.of(Period.ofDays(1));
            case WEEK -> Optional.of(Period.ofWeeks(1));
            case MONTH -> Optional.of(Period.ofMonths(1));
            case MINUTE, SESSION, CONCURRENT -> Optional.empty();
        };
    }

    private static BigDecimal amount(Unit unit, long amount) {
        return unit == Unit.USD ? new NanoUsd(amount).toUsd() : BigDecimal.valueOf(amount);
    }
}
