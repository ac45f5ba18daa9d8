package dev.weir.tracing;

/** A part of an exchange that has a span of its own, besides the attempts. */
public enum ChildSpan {
    /** The decision about limits. */
    QUOTA("quota"),
    /** The response, from its headers to its end. */
    RELAY("relay");

    private final String label;

    ChildSpan(String label) {
        this.label = label;
    }

    /** Returns the span's name. */
    public String label() {
        return label;
    }
}
