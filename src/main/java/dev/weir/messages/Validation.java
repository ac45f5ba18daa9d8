package dev.weir.messages;

/** How much of a request Weir checks itself; {@code weir.validation}. */
public enum Validation {
    /** What every version of the API requires, so that an invalid request is rejected without a round trip. */
    REQUIRED,
    /** Only what Weir itself needs, for upstreams that accept more. */
    MINIMAL
}
