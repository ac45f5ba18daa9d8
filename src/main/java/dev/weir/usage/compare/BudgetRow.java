package dev.weir.usage.compare;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What Redis says of one budget in its current period.
 *
 * @param name of the limit, as in {@code team/usd-per-day}
 * @param unit {@code tokens} or {@code usd}, in which both amounts are
 * @param used what is charged
 * @param held what open requests hold
 * @param rounding by how much {@code used} may have been rounded; 0 where it is exact
 */
public record BudgetRow(
        ReportPeriod period,
        BudgetOwner owner,
        String name,
        String unit,
        BigDecimal used,
        BigDecimal held,
        BigDecimal rounding) {
    private static final String REDIS = "redis";

    /** Returns how it differs from what the log says of the same owner and period; absent where it does not. */
    Optional<Difference> differenceFrom(Spent log) {
        BigDecimal difference = used.subtract(log.all(unit));
        if (difference.abs().compareTo(rounding) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Difference(
                kind(difference, log),
                REDIS,
                period.toString(),
                owner + " " + name,
                unit,
                log.all(unit),
                used,
                held.signum() == 0 ? "" : "open requests hold " + held.toPlainString()));
    }

    private DifferenceKind kind(BigDecimal difference, Spent log) {
        if (difference.abs().compareTo(log.uncertain(unit)) <= 0) {
            return DifferenceKind.CUT_STREAMS;
        }
        return difference.signum() > 0 ? DifferenceKind.MISSING : DifferenceKind.DOUBLE;
    }
}
