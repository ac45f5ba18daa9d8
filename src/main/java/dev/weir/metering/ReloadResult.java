package dev.weir.metering;

/** The result of reading a changed file; the closed set behind the metric label {@code result}. */
public enum ReloadResult {
    /** The new content is in force. */
    APPLIED("applied"),
    /** The new content has faults; the old one stays. */
    REFUSED("refused");

    private final String label;

    ReloadResult(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code result}. */
    public String label() {
        return label;
    }
}
