package dev.weir.usage.compare;

import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.UsageEntry.ModelUsage;
import dev.weir.usage.compare.UpstreamReport.CostRow;
import dev.weir.usage.compare.UpstreamReport.UsageRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the log with the upstream's reports, model by model in each of their time buckets, and with budgets in
 * Redis. Exchanges outside of all buckets are left out. Used by one thread.
 */
public final class ReportComparison {
    private static final String ALL_MODELS = "all models";
    private static final String USAGE_REPORT = "usage report";

    private final Side usage;
    private final Side costs;
    private final LimitComparison limits;

    /** Makes a comparison with reports that have been read; the log is added afterwards. */
    public ReportComparison(UpstreamReport report) {
        usage = new Side(
                report.usage().stream().map(UsageRow::bucket).toList(),
                report.usage().stream().allMatch(row -> row.model().isPresent()));
        report.usage().forEach(row -> usage.counts(row));
        costs = new Side(
                report.costs().stream().map(CostRow::bucket).toList(),
                report.costs().stream().allMatch(row -> row.model().isPresent()));
        report.costs().forEach(row -> costs.cost(row));
        limits = new LimitComparison(report.limits());
    }

    /** Adds an exchange of the log. */
    public void add(UsageEntry entry) {
        usage.add(entry);
        costs.add(entry);
        limits.add(entry);
    }

    /** Returns all differences, by kind of report, time and model. */
    public List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        usage.cells().forEach(cell -> found.addAll(tokens(cell)));
        costs.cells().forEach(cell -> CostDifference.of(cell, tokensOf(cell)).ifPresent(found::add));
        found.addAll(limits.differences());
        return found;
    }

    /** Returns what the usage report says about the tokens behind a cost. */
    private CostDifference.Tokens tokensOf(Cell cost) {
        Optional<Cell> tokens = usage.cellLike(cost);
        if (tokens.isEmpty()) {
            return new CostDifference.Tokens.Unknown();
        }
        KindCounts difference = tokens.get().difference();
        return difference.isZero()
                ? new CostDifference.Tokens.Equal()
                : new CostDifference.Tokens.Different(kind(tokens.get(), difference));
    }

    private List<Difference> tokens(Cell cell) {
        KindCounts difference = cell.difference();
        if (difference.isZero()) {
            return List.of();
        }
        DifferenceKind kind = kind(cell, difference);
        List<Difference> found = new ArrayList<>();
        for (int at = 0; at < KindCounts.NAMES.size(); at++) {
            if (difference.values().get(at) != 0) {
                found.add(new Difference(
                        kind,
                        USAGE_REPORT,
                        cell.bucket().toString(),
                        cell.model(),
                        KindCounts.NAMES.get(at),
                        BigDecimal.valueOf(cell.log().counts().values().get(at)),
                        BigDecimal.valueOf(cell.reported().values().get(at)),
                        remark(cell, kind)));
            }
        }
        return found;
    }

    private DifferenceKind kind(Cell cell, KindCounts difference) {
        if (usage.ofBucket(cell.bucket()).isZero()) {
            return DifferenceKind.OTHER_MODEL;
        }
        if (usage.ofModel(cell.model()).isZero()) {
            return DifferenceKind.OTHER_PERIOD;
        }
        if (difference.isWithin(cell.log().uncertain())) {
            return DifferenceKind.CUT_STREAMS;
        }
        if (difference.isNowhereNegative()) {
            return DifferenceKind.MISSING;
        }
        return difference.isNowherePositive() ? DifferenceKind.DOUBLE : DifferenceKind.MIXED;
    }

    private static String remark(Cell cell, DifferenceKind kind) {
        long uncertain = cell.log().uncertainExchanges();
        return uncertain == 0 || kind == DifferenceKind.OTHER_MODEL || kind == DifferenceKind.OTHER_PERIOD
                ? ""
                : uncertain + " of " + cell.log().exchanges() + " exchanges are partial or estimated";
    }

    /** One model in one bucket. */
    record Cell(ReportPeriod bucket, String model, LogCounts log, KindCounts reported, Money money) {
        KindCounts difference() {
            return reported.minus(log.counts());
        }
    }

    /**
     * A reported amount in dollars.
     *
     * @param rounding by how much it may have been rounded
     */
    record Money(BigDecimal usd, BigDecimal rounding) {
        static final Money NONE = new Money(BigDecimal.ZERO, BigDecimal.ZERO);

        Money plus(Money other) {
            return new Money(usd.add(other.usd), rounding.add(other.rounding));
        }
    }

    /** One kind of report and the log in its buckets. */
    private static final class Side {
        private final boolean isByModel;
        private final NavigableMap<ReportPeriod, Map<String, LogCounts>> log = new TreeMap<>();
        private final Map<ReportPeriod, Map<String, KindCounts>> counts = new HashMap<>();
        private final Map<ReportPeriod, Map<String, Money>> amounts = new HashMap<>();

        Side(List<ReportPeriod> buckets, boolean isByModel) {
            this.isByModel = isByModel;
            buckets.forEach(bucket -> log.put(bucket, new HashMap<>()));
        }

        private String key(Optional<String> model) {
            return isByModel ? model.orElse(ALL_MODELS) : ALL_MODELS;
        }

        void counts(UsageRow row) {
            counts.computeIfAbsent(row.bucket(), _ -> new HashMap<>())
                    .merge(key(row.model()), row.counts(), KindCounts::plus);
        }

        void cost(CostRow row) {
            amounts.computeIfAbsent(row.bucket(), _ -> new HashMap<>())
                    .merge(key(row.model()), new Money(row.usd(), row.unit()), Money::plus);
        }

        void add(UsageEntry entry) {
            Map.Entry<ReportPeriod, Map<String, LogCounts>> found =
                    log.floorEntry(new ReportPeriod(entry.time(), entry.time()));
            if (found == null || !found.getKey().contains(entry.time())) {
                return;
            }
            NanoUsd rest = entry.cost();
            for (int at = 0; at < entry.parts().size(); at++) {
                ModelUsage part = entry.parts().get(at);
                boolean isLast = at == entry.parts().size() - 1;
                NanoUsd cost = isLast ? rest : part.kinds().sum();
                rest = new NanoUsd(Math.max(0, rest.value() - cost.value()));
                found.getValue()
                        .computeIfAbsent(key(Optional.of(part.model())), _ -> new LogCounts())
                        .add(entry, part, cost);
            }
        }

        List<Cell> cells() {
            List<Cell> cells = new ArrayList<>();
            log.forEach((bucket, ofLog) -> {
                Set<String> models = new TreeSet<>(ofLog.keySet());
                models.addAll(counts.getOrDefault(bucket, Map.of()).keySet());
                models.addAll(amounts.getOrDefault(bucket, Map.of()).keySet());
                models.forEach(model -> cells.add(cell(bucket, model)));
            });
            return cells;
        }

        private Cell cell(ReportPeriod bucket, String model) {
            return new Cell(
                    bucket,
                    model,
                    log.getOrDefault(bucket, Map.of()).getOrDefault(model, new LogCounts()),
                    counts.getOrDefault(bucket, Map.of()).getOrDefault(model, KindCounts.ZERO),
                    amounts.getOrDefault(bucket, Map.of()).getOrDefault(model, Money.NONE));
        }

        /**
         * Returns the cell of this side for the same time and model; absent where the report has none, or where only
         * one of the two is by model.
         */
        Optional<Cell> cellLike(Cell other) {
            boolean isOfOneModel = !other.model().equals(ALL_MODELS);
            return isByModel == isOfOneModel && log.containsKey(other.bucket()) && counts.containsKey(other.bucket())
                    ? Optional.of(cell(other.bucket(), other.model()))
                    : Optional.empty();
        }

        KindCounts ofBucket(ReportPeriod bucket) {
            return cells().stream()
                    .filter(cell -> cell.bucket().equals(bucket))
                    .map(Cell::difference)
                    .reduce(KindCounts.ZERO, KindCounts::plus);
        }

        KindCounts ofModel(String model) {
            return cells().stream()
                    .filter(cell -> cell.model().equals(model))
                    .map(Cell::difference)
                    .reduce(KindCounts.ZERO, KindCounts::plus);
        }
    }
}
