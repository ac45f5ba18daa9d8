package dev.weir.wiring;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.metering.QuotaMetrics;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.pricing.NanoUsd;
import dev.weir.quota.QuotaMeter;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Subject;
import java.time.Instant;

/** Counts what the limiter does as metrics, and writes to the audit log which thresholds were reached. */
record MicrometerQuotaMeter(QuotaMetrics metrics, AuditLog audit) implements QuotaMeter {
    @Override
    public void decided(String team, DecisionKind kind, String limit) {
        metrics.decided(team, kind.label(), limit);
    }

    @Override
    public void budgetUsed(String team, LimitState budget) {
        long size = budget.size();
        double ratio = size == 0 ? 1 : (double) budget.used() / size;
        metrics.budgetUsed(team, budget.name(), ratio, budget.resetsAtMillis().orElse(Long.MAX_VALUE));
    }

    @Override
    public void took(StoreOperation operation, long nanos) {
        metrics.took(operation.label(), nanos);
    }

    @Override
    public void reached(Subject subject, ReachedThreshold reached) {
        metrics.reached(subject.team(), reached.name(), reached.percent());
        boolean isUsd = reached.limit().kind().unit() == LimitKind.Unit.USD;
        audit.write(
                AuditEvent.BUDGET_THRESHOLD,
                "team",
                subject.team(),
                "user",
                reached.scope().level() == LimitLevel.USER ? subject.user() : "-",
                "limit",
                reached.name(),
                "threshold",
                Integer.toString(reached.percent()),
                "used",
                amount(isUsd, reached.used()),
                "max",
                amount(isUsd, reached.max()),
                "resets",
                Instant.ofEpochMilli(reached.resetsAtMillis()).toString());
    }

    private static String amount(boolean isUsd, long amount) {
        return isUsd ? new NanoUsd(amount).toUsd().toPlainString() : Long.toString(amount);
    }

    @Override
    public void lost(LossReason reason) {
        metrics.lost(reason.label());
    }
}
