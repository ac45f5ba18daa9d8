package dev.weir.quota;

import dev.weir.quota.store.Snapshot;

/** The state of limits, as far as it is known. */
public sealed interface LimitsStatus {
    /** As Redis counts them. */
    record Known(Snapshot snapshot) implements LimitsStatus {}

    /** Redis does not reply now. */
    record Unknown() implements LimitsStatus {}
}
