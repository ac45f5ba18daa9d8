package dev.weir.usage.compare;

import dev.weir.usage.compare.ReportComparison.Cell;
import java.math.BigDecimal;
import java.util.Optional;

/** Names the difference between the cost in the log and in the cost report, for one model in one bucket. */
final class CostDifference {
    private static final String COST_REPORT = "cost report";
    private static final BigDecimal NANO = new BigDecimal("0.000000001");

    private CostDifference() {}

    /** What is known about the tokens behind a cost. */
    sealed interface Tokens {
        /** The usage report says the same as the log. */
        record Equal() implements Tokens {}

        /** It says something else. */
        record Different(DifferenceKind kind) implements Tokens {}

        /** There is no usage report of the same time. */
        record Unknown() implements Tokens {}
    }

    /** Returns the difference; absent where both are equal but for rounding. */
    static Optional<Difference> of(Cell cell, Tokens tokens) {
        BigDecimal difference = cell.money().usd().subtract(cell.log().usd());
        BigDecimal rounding = cell.money()
                .rounding()
                .add(NANO.multiply(BigDecimal.valueOf(cell.log().exchanges())));
        if (difference.abs().compareTo(rounding) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Difference(
                kind(cell, difference, tokens),
                COST_REPORT,
                cell.bucket().toString(),
                cell.model(),
                "usd",
                cell.log().usd(),
                cell.money().usd(),
                remark(tokens)));
    }

    private static DifferenceKind kind(Cell cell, BigDecimal difference, Tokens tokens) {
        return switch (tokens) {
            case Tokens.Equal() -> DifferenceKind.OTHER_PRICE;
            case Tokens.Different(DifferenceKind kind) -> kind;
            case Tokens.Unknown()
            when difference.abs().compareTo(cell.log().uncertainUsd()) <= 0 -> DifferenceKind.CUT_STREAMS;
            case Tokens.Unknown() -> difference.signum() > 0 ? DifferenceKind.MISSING : DifferenceKind.DOUBLE;
        };
    }

    private static String remark(Tokens tokens) {
        return tokens instanceof Tokens.Unknown
                ? "without the usage report of the same time a difference of prices cannot be told from one of tokens"
                : "";
    }
}
