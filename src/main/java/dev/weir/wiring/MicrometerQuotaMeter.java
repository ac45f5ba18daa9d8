package dev.weir.wiring;

import dev.weir.metering.QuotaMetrics;
import dev.weir.quota.QuotaMeter;

/** Counts what the limiter does as metrics. */
record MicrometerQuotaMeter(QuotaMetrics metrics) implements QuotaMeter {
    @Override
    public void decided(String team, Verdict verdict, String limit) {
        metrics.decided(team, verdict.label(), limit);
    }

    @Override
    public void took(Script script, long nanos) {
        metrics.took(script.label(), nanos);
    }

    @Override
    public void lost(Loss reason) {
        metrics.lost(reason.label());
    }
}
