package dev.weir.relay;

import dev.weir.messages.ErrorType;

/** The outcome of relaying a response. */
public sealed interface RelayOutcome permits RelayEnd, RelayOutcome.NotCommitted, RelayOutcome.Discarded {
    /**
     * The response was cut before the commit: the client has nothing yet and can get any response.
     *
     * @param message says why, for the client
     */
    record NotCommitted(CutReason reason, String message) implements RelayOutcome {}

    /** The stream began with an error that its listener discards; the client has got nothing. */
    record Discarded() implements RelayOutcome {}

    /** Why a response did not come to its end. */
    enum CutReason {
        /** The upstream's body broke off, or ended without its last event. */
        UPSTREAM_BROKE_OFF(ErrorType.API),
        /** The upstream was silent, or the response took longer than it may. */
        TIMED_OUT(ErrorType.TIMEOUT),
        /** Weir shuts down. */
        INTERRUPTED(ErrorType.OVERLOADED);

        private final ErrorType errorType;

        CutReason(ErrorType errorType) {
            this.errorType = errorType;
        }

        /** Returns the type that an error event in the stream names. */
        public ErrorType errorType() {
            return errorType;
        }
    }
}
