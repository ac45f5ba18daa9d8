package dev.weir.console.view;

import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.pricing.NanoUsd;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * How limits stand in Redis.
 *
 * @param isKnown false where Redis did not reply in time
 * @param time of Redis' clock
 */
public record LimitsView(boolean isKnown, String time, List<LimitRow> rows) {
    private static final LimitsView UNKNOWN = new LimitsView(false, ShownAmount.NONE, List.of());
    private static final long PATIENCE_MILLIS = 2_000;
    private static final double WIDTH = 100;

    public LimitsView {
        rows = List.copyOf(rows);
    }

    /**
     * One limit as a bar: the widths are percents of it.
     *
     * @param held by open requests
     * @param left never negative
     */
    public record LimitRow(
            String name,
            Figure used,
            Figure held,
            Figure left,
            Figure most,
            String resets,
            String usedWidth,
            String heldWidth,
            boolean isUsedUp) {
        /** Returns the bar in words. */
        public String described() {
            return used.text() + " used and " + held.text() + " held of " + most.text();
        }
    }

    /** Reads the limits of a user, and of the team if {@code levels} says so. */
    static LimitsView read(LimitsInRedis limits, Team team, Plan plan, String userHash, Predicate<LimitLevel> levels) {
        try {
            Snapshot snapshot = limits.read(team, plan, userHash)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            Instant now = Instant.ofEpochMilli(snapshot.nowMillis());
            return new LimitsView(
                    true,
                    ShownAmount.dayAndTime(now),
                    snapshot.limits().stream()
                            .filter(state -> levels.test(state.level()))
                            .map(state -> row(state, now))
                            .toList());
        } catch (ExecutionException | TimeoutException _) {
            return UNKNOWN;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    private static LimitRow row(LimitState state, Instant now) {
        Unit unit = state.limit().kind().unit();
        double used = width(state.used(), state.size());
        double held = Math.min(WIDTH - used, width(state.held(), state.size()));
        return new LimitRow(
                state.name(),
                amount(unit, state.used()),
                amount(unit, state.held()),
                amount(unit, state.remaining()),
                amount(unit, state.size()),
                state.resetsAtMillis().isEmpty()
                        ? "when they end"
                        : resets(
                                now, Instant.ofEpochMilli(state.resetsAtMillis().getAsLong())),
                Double.toString(used),
                Double.toString(held),
                state.remaining() == 0);
    }

    private static double width(long amount, long of) {
        return of <= 0 ? WIDTH : Math.min(WIDTH, amount * WIDTH / of);
    }

    private static Figure amount(Unit unit, long amount) {
        double usd = unit == Unit.USD ? new NanoUsd(amount).toUsd().doubleValue() : 0;
        return unit == Unit.USD ? Figure.of(ShownAmount.usd(usd), usd) : Figure.of(ShownAmount.count(amount), amount);
    }

    private static String resets(Instant now, Instant at) {
        return at.isAfter(now) ? "in " + ShownAmount.duration(Duration.between(now, at)) : "full";
    }
}
