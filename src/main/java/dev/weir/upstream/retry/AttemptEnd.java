package dev.weir.upstream.retry;

import dev.weir.messages.ErrorFacts;

/** How one attempt ended before anything was relayed, as far as retries depend on it. */
public sealed interface AttemptEnd {
    /** No connection: the name does not resolve, the port is closed, or nobody accepted in time. */
    record NotConnected() implements AttemptEnd {}

    /** The upstream's certificate or handshake was not accepted. */
    record TlsRejected() implements AttemptEnd {}

    /** The connection ended before the response's headers, or an event stream before its first event. */
    record ClosedEarly() implements AttemptEnd {}

    /** What arrived cannot be relayed, and a retry would get the same: a redirect, or no HTTP. */
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
