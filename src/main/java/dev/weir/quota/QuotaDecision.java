package dev.weir.quota;

/** Whether a caller may proceed. */
public sealed interface QuotaDecision {
    /** The caller may proceed under a lease, which is settled once whatever happens. */
    record Granted(Lease lease) implements QuotaDecision {}
}
