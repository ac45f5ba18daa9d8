package dev.weir.upstream.retry;

import dev.weir.messages.ErrorFacts;

/** How one attempt ended before anything was passed on, as far as a retry depends on it. */
public sealed interface AttemptEnd {
    /** There was no connection: a name that does not resolve, a port that is closed, or nobody there in time. */
    record NotConnected() implements AttemptEnd {}

    /** The upstream's certificate or handshake was not accepted. */
    record TlsRejected() implements AttemptEnd {}

    /** The connection ended before the response's headers, or an event stream before its first event. */
    record ClosedEarly() implements AttemptEnd {}

    /** What came is no response that could be relayed, and no other would come: a redirect, or no HTTP. */
    record Unusable() implements AttemptEnd {}

    /** The response's headers did not come in time. */
    record FirstByteLate() implements AttemptEnd {}

    /** No connection was free, and nothing was sent. */
    record NoConnectionFree() implements AttemptEnd {}

    /** The attempt was cancelled from our side. */
    record Cancelled() implements AttemptEnd {}

    /**
     * The upstream responded.
     *
     * @param error what the body says; {@link ErrorFacts#NONE} where it was not read
     */
    record Responded(int status, ErrorFacts error, RetryHints hints) implements AttemptEnd {}

    /** The first event of a stream with status 200 was {@code error}. */
    record ErrorEvent(ErrorFacts error, RetryHints hints) implements AttemptEnd {}
}
