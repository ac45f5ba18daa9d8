package dev.weir.metering;

/** A part of the time that Weir itself adds; the closed set behind the metric label {@code phase}. */
public enum Phase {
    /** Authentication. */
    AUTH("auth"),
    /** Reading the body once it is there. */
    READ("read"),
    /** The reservation. */
    QUOTA("quota"),
    /** Waiting for an upstream connection. */
    CONNECT("connect"),
    /** From the upstream's first bytes to their being written to the client. */
    RELAY("relay");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code phase}. */
    public String label() {
        return label;
    }
}
