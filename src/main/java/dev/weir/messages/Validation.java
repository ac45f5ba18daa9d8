package dev.weir.messages;

/** How much of a body Weir checks itself; {@code weir.validation}. */
public enum Validation {
    /** What every version of the API requires, so that a doomed call costs no trip. */
    REQUIRED,
    /** Only what Weir itself cannot do without, for upstreams that are looser. */
    MINIMAL
}
