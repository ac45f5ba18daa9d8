package dev.weir.metering;

/** How an exchange ended; the closed set behind the metric label {@code outcome}. */
public enum Outcome {
    /** The upstream's response reached the client whole. */
    COMPLETED("completed"),
    /** Rejected by Weir: 400, 404, 405, 413, 415, 501. */
    INVALID("invalid"),
    /** Rejected by Weir: 401. */
    UNAUTHENTICATED("unauthenticated"),
    /** Rejected by the plan, or the user is blocked. */
    FORBIDDEN("forbidden"),
    /** Rejected by a quota: 429, 503. */
    QUOTA_REFUSED("quota_refused"),
    /** A relayed 4xx or 5xx, or an error event in the stream. */
    UPSTREAM_ERROR("upstream_error"),
    /** 502 or 504 of ours. */
    UPSTREAM_UNREACHABLE("upstream_unreachable"),
    /** The response ended early, by the upstream or by a timeout. */
    STREAM_CUT("stream_cut"),
    /** Weir shut down and cut the response. */
    DRAINED("drained"),
    /** The client disconnected before the end. */
    CLIENT_GONE("client_gone"),
    /** 529 of ours. */
    SHED("shed"),
    /** A fault of ours. */
    FAILED("failed");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code outcome}. */
    public String label() {
        return label;
    }
}
