package dev.weir.quota;

/** How Redis is doing, as this replica sees it. */
public enum StoreState {
    /** It replies. */
    GOOD(0),
    /** It did not reply lately, and is asked again. */
    DEGRADED(1),
    /** It is left alone for a moment: limits are counted on this replica. */
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
