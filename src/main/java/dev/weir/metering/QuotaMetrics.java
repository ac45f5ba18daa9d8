package dev.weir.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The meters of quotas. Each is bound once; labels are closed sets, and those beyond a bound count as {@code other}.
 */
public final class QuotaMetrics {
    static final int MAX_DECISION_SERIES = 10_000;
    static final int MAX_THRESHOLD_SERIES = 20_000;
    private static final int MAX_SCRIPTS = 16;
    private static final int MAX_LOSSES = 8;
    static final int MAX_BUDGETS = 5_000;

    /** From a round trip within a machine to the longest deadline that can be set. */
    private static final Duration[] STORE = LongStream.of(
                    200, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000)
            .mapToObj(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
            .toArray(Duration[]::new);

    private final BoundedMeters<DecisionLabels, Counter> decisions;
    private final BoundedMeters<ThresholdLabels, Counter> thresholds;
    private final BoundedMeters<String, Timer> durations;
    private final BoundedMeters<String, Counter> losses;
    private final BoundedMeters<BudgetLabels, BudgetShare> budgets;
    private final MeterRegistry registry;

    /**
     * Binds to a registry.
     *
     * @param clock tells when a budget's period has ended
     */
    public QuotaMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.decisions = new BoundedMeters<>(
                MAX_DECISION_SERIES,
                DecisionLabels::folded,
                labels -> registry.counter("weir.quota.decisions", labels.tags()));
        this.thresholds = new BoundedMeters<>(
                MAX_THRESHOLD_SERIES,
                ThresholdLabels::folded,
                labels -> registry.counter("weir.budget.threshold", labels.tags()));
        this.durations = new BoundedMeters<>(
                MAX_SCRIPTS,
                _ -> WeirMetrics.OTHER,
                script -> Timer.builder("weir.quota.store.duration")
                        .tag("script", script)
                        .serviceLevelObjectives(STORE)
                        .register(registry));
        this.losses = new BoundedMeters<>(
                MAX_LOSSES,
                _ -> WeirMetrics.OTHER,
                reason -> registry.counter("weir.quota.charges.lost", "reason", reason));
        this.budgets = new BoundedMeters<>(
                MAX_BUDGETS, BudgetLabels::folded, labels -> BudgetShare.of(registry, labels.tags(), clock));
    }

    private record DecisionLabels(String team, String decision, String limit) {
        DecisionLabels folded() {
            return new DecisionLabels(WeirMetrics.OTHER, decision, limit);
        }

        Tags tags() {
            return Tags.of("team", team, "decision", decision, "limit", limit);
        }
    }

    private record ThresholdLabels(String team, String limit, int percent) {
        ThresholdLabels folded() {
            return new ThresholdLabels(WeirMetrics.OTHER, WeirMetrics.OTHER, percent);
        }

        Tags tags() {
            return Tags.of("team", team, "limit", limit, "threshold", Integer.toString(percent));
        }
    }

    private record BudgetLabels(String team, String limit) {
        BudgetLabels folded() {
            return new BudgetLabels(WeirMetrics.OTHER, WeirMetrics.OTHER);
        }

        Tags tags() {
            return Tags.of("team", team, "limit", limit);
        }
    }

    /** Registers the gauge of the store's state: 0 good, 1 degraded, 2 gone. */
    public static void storeState(MeterRegistry registry, IntSupplier state) {
        Gauge.builder("weir.quota.store.state", state::getAsInt).register(registry);
    }

    /** Counts a decision of a limiter by the name of the limit that decided. */
    public void decided(String team, String decision, String limit) {
        decisions.get(new DecisionLabels(team, decision, limit)).increment();
    }

    /** Makes the series of a budget's thresholds, at 0. */
    public void thresholds(String team, String limit, List<Integer> percents) {
        percents.forEach(percent -> thresholds.get(new ThresholdLabels(team, limit, percent)));
    }

    /** Counts a threshold of a budget that was reached. */
    public void reached(String team, String limit, int percent) {
        thresholds.get(new ThresholdLabels(team, limit, percent)).increment();
    }

    /**
     * Notes how much of a team's budget is used.
     *
     * @param ratio 1 where all is used; may be above
     * @param resetsAtMillis when the budget's period ends, in milliseconds since 1970; nothing is known from then on
     */
    public void budgetUsed(String team, String limit, double ratio, long resetsAtMillis) {
        budgets.get(new BudgetLabels(team, limit)).set(ratio, resetsAtMillis);
    }

    /** Forgets the series of all teams but these; to be called when the policy has changed. */
    public void retainTeams(Set<String> teams) {
        Predicate<String> isKept = team -> teams.contains(team) || team.equals(WeirMetrics.OTHER);
        decisions.retain(labels -> isKept.test(labels.team()), registry::remove);
        thresholds.retain(labels -> isKept.test(labels.team()), registry::remove);
        budgets.retain(labels -> isKept.test(labels.team()), budget -> registry.remove(budget.gauge()));
    }

    /** Notes how long a script took. */
    public void took(String script, long nanos) {
        durations.get(script).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Makes the series of a reason at 0, so that an alert sees the first loss as an increase. */
    public void mayLose(String reason) {
        losses.get(reason);
    }

    /** Counts a charge that is lost for the store. */
    public void lost(String reason) {
        losses.get(reason).increment();
    }
}
