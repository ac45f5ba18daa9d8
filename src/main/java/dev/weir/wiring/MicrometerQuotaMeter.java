package dev.weir.wiring;

import dev.weir.metering.QuotaMetrics;
import dev.weir.quota.QuotaMeter;

/** Counts what the limiter does as metrics. */
record MicrometerQuotaMeter(QuotaMetrics metrics) implements QuotaMeter {
    @Override
    public void decided(String team, DecisionKind kind, String limit) {
        metrics.decided(team, kind.label(), limit);
    }

    @Override
    public void took(StoreOperation operation, long nanos) {
        metrics.took(operation.label(), nanos);
    }

    @Override
    public void lost(LossReason reason) {
        metrics.lost(reason.label());
    }
}
