package dev.weir.usage.compare;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What others say about the same usage: the upstream's reports as downloaded, and Redis.
 *
 * @param usage of the usage report
 * @param costs of the cost report
 * @param limits budgets of teams in Redis
 */
public record UpstreamReport(List<UsageRow> usage, List<CostRow> costs, List<BudgetRow> limits) {
    /** Nothing is reported. */
    public static final UpstreamReport NONE = new UpstreamReport(List.of(), List.of(), List.of());

    public UpstreamReport {
        usage = List.copyOf(usage);
        costs = List.copyOf(costs);
        limits = List.copyOf(limits);
    }

    /** A time with its end, which it does not include. */
    record ReportPeriod(Instant start, Instant end) implements Comparable<ReportPeriod> {
        @Override
        public int compareTo(ReportPeriod other) {
            return start.compareTo(other.start);
        }

        boolean contains(Instant time) {
            return !time.isBefore(start) && time.isBefore(end);
        }

        @Override
        public String toString() {
            return start + "/" + end;
        }
    }

    /** Tokens of a model; the model is absent where the report is not grouped by it. */
    record UsageRow(ReportPeriod bucket, Optional<String> model, KindCounts counts) {}

    /**
     * What a model cost.
     *
     * @param usd exact, as the report has it
     * @param unit the value of its last decimal, in dollars: it may be rounded by as much as half of that
     */
    record CostRow(ReportPeriod bucket, Optional<String> model, BigDecimal usd, BigDecimal unit) {}

    /** What a team has used of a budget in its current period, and what open requests hold. */
    record BudgetRow(ReportPeriod period, String team, String name, String unit, BigDecimal used, BigDecimal held) {}

    /** Returns both together. */
    public UpstreamReport plus(UpstreamReport other) {
        List<UsageRow> allUsage = new ArrayList<>(usage);
        allUsage.addAll(other.usage);
        List<CostRow> allCosts = new ArrayList<>(costs);
        allCosts.addAll(other.costs);
        List<BudgetRow> allLimits = new ArrayList<>(limits);
        allLimits.addAll(other.limits);
        return new UpstreamReport(allUsage, allCosts, allLimits);
    }
}
