package dev.weir.quota;

/** What happens to a class of limits while Redis is gone. */
public enum OutageMode {
    /** This replica counts alone, against its share. */
    LOCAL,
    /** They do not hold. */
    OPEN,
    /** Requests that they concern are rejected, 503. */
    CLOSED
}
