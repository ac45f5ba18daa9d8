package dev.weir.quota;

import dev.weir.quota.store.Snapshot;

/** How limits stand, as far as it can be told. */
public sealed interface LimitsStatus {
    /** Redis has said so. */
    record Known(Snapshot snapshot) implements LimitsStatus {}

    /** Redis cannot be asked now. */
    record Unknown() implements LimitsStatus {}
}
