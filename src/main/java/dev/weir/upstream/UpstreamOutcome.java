package dev.weir.upstream;

/** The outcome of sending a request, up to the headers of the response. */
public sealed interface UpstreamOutcome {
    /** The upstream responded, with whatever status. */
    record Responded(UpstreamResponse response) implements UpstreamOutcome {}

    /**
     * There was no response: no connection, no trusted TLS, or the connection ended before the response's headers.
     *
     * @param message for the client: what failed, without internals
     */
    record Unreachable(Failure failure, String message) implements UpstreamOutcome {}

    /** Why there was no response. */
    enum Failure {
        /** The upstream's name does not resolve. */
        DNS,
        /** There was no connection. */
        CONNECT,
        /** The certificate or the handshake was not accepted. */
        TLS,
        /** The connection ended before the response's head. */
        CLOSED,
        /** A connection that had been idle ended right after the request was sent on it. */
        STALE,
        /** What came is no final response, or a redirect. */
        UNUSABLE
    }

    /**
     * The headers did not come in time.
     *
     * @param setting the key of the limit that was hit
     */
    record TimedOut(String setting) implements UpstreamOutcome {}

    /** All connections are taken and enough requests wait for one; nothing was sent. */
    record Busy() implements UpstreamOutcome {}

    /** Weir cancelled the attempt. */
    record Cancelled() implements UpstreamOutcome {}
}
