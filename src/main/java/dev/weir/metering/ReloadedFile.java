package dev.weir.metering;

/** A file of the operator that is read while Weir runs; the closed set behind the metric label {@code file}. */
public enum ReloadedFile {
    /** {@code weir.policy-file}. */
    POLICY("policy"),
    /** {@code weir.prices-file}. */
    PRICES("prices"),
    /** {@code weir.pseudonym-key}. */
    PSEUDONYM_KEY("pseudonym-key"),
    /** {@code weir.console.password}; as it should be where none is set. */
    CONSOLE_PASSWORD("console-password"),
    /** The keys of all upstreams. */
    UPSTREAM_KEY("upstream-key");

    private final String label;

    ReloadedFile(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code file}. */
    public String label() {
        return label;
    }
}
