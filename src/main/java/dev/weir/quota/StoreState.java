package dev.weir.quota;

/** The state of Redis, as this replica sees it. */
public enum StoreState {
    /** Redis replies. */
    GOOD(0),
    /** Redis did not reply lately, and is being probed. */
    DEGRADED(1),
    /** Redis gets no operations for a moment; limits are counted on this replica. */
    GONE(2);

    private final int value;

    StoreState(int value) {
        this.value = value;
    }

    /** Returns the value of the metric {@code weir_quota_store_state}. */
    public int value() {
        return value;
    }
}
