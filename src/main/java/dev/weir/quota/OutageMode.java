package dev.weir.quota;

/** What happens to a class of limits while Redis is gone. */
public enum OutageMode {
    /** This replica counts alone, against its share. */
    LOCAL,
    /** They are not enforced. */
    OPEN,
    /** Requests that they apply to are rejected with a 503. */
    CLOSED
}
