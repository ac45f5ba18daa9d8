package dev.weir.messages;

/** How reliable the usage of a response is. */
public enum Provenance {
    /** The upstream's own final count. */
    EXACT,
    /** The upstream's count up to where the response ended early; the output is a floor. */
    PARTIAL,
    /** Weir's estimate, as the response had no count that Weir could read. */
    ESTIMATED
}
