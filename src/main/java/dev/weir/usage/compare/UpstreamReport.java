package dev.weir.usage.compare;

import java.math.BigDecimal;
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

    /** Tokens of a model; the model is absent where the report is not grouped by it. */
    record UsageRow(ReportPeriod bucket, Optional<String> model, KindCounts counts) {}

    /**
     * What a model cost.
     *
     * @param usd exact, as the report has it
     * @param unit the value of its last decimal, in dollars: it may be rounded by as much as half of that
     */
    record CostRow(ReportPeriod bucket, Optional<String> model, BigDecimal usd, BigDecimal unit) {}

    /** Returns whether it is about the whole organisation: what the upstream reports, rather than budgets of a team. */
    public boolean isOfAllTeams() {
        return !usage.isEmpty() || !costs.isEmpty();
    }

    /** Returns whether it has budgets of another team than this. */
    public boolean isOfOtherTeamThan(String team) {
        return limits.stream().anyMatch(limit -> !limit.owner().team().equals(team));
    }

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
