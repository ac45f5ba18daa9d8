package dev.weir.messages;

/** How sure the usage of an answer is. */
public enum Provenance {
    /** The upstream's own final count. */
    EXACT,
    /** The upstream's count up to where the answer ended early; the output is a floor. */
    PARTIAL,
    /** Weir's estimate, as the answer held no count that Weir could read. */
    ESTIMATED
}
