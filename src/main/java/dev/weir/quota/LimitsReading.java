package dev.weir.quota;

import dev.weir.quota.store.Snapshot;

/** What came of asking how limits stand. */
public sealed interface LimitsReading {
    /** So they stand. */
    record Read(Snapshot snapshot) implements LimitsReading {}

    /** Redis cannot be asked now. */
    record Unreadable() implements LimitsReading {}
}
