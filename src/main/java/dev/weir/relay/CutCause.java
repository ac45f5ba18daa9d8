package dev.weir.relay;

import dev.weir.relay.RelayOutcome.CutReason;

/** Why a response is cut, in words for the client. */
enum CutCause {
    BROKE_OFF(
            CutReason.UPSTREAM_BROKE_OFF,
            "The upstream's response broke off. What came so far is incomplete; the request can be repeated."),
    SILENT(CutReason.TIMED_OUT, "The upstream was silent for longer than weir.timeout.idle allows."),
    TOO_LONG(CutReason.TIMED_OUT, "The response took longer than weir.timeout.total allows."),
    RESTART(
            CutReason.INTERRUPTED,
            "The gateway restarts. What came so far is incomplete; the request can be repeated at once.");

    private final CutReason reason;
    private final String message;

    CutCause(CutReason reason, String message) {
        this.reason = reason;
        this.message = message;
    }

    CutReason reason() {
        return reason;
    }

    String message() {
        return message;
    }
}
