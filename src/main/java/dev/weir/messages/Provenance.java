package dev.weir.messages;

import java.util.Locale;

/** How reliable the usage of a response is. */
public enum Provenance {
    /** The upstream's own final count. */
    EXACT,
    /** The upstream's count up to where the response ended early; the output is a floor. */
    PARTIAL,
    /** Weir's estimate, as the response had no count that Weir could read. */
    ESTIMATED;

    /** Returns the value of the metric label {@code provenance} and of {@code usage} in the usage log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
