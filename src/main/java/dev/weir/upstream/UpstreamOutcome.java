package dev.weir.upstream;

/** What came of sending a request, up to the head of the answer. */
public sealed interface UpstreamOutcome {
    /** The upstream answered, whatever it answered. */
    record Answered(UpstreamResponse answer) implements UpstreamOutcome {}

    /**
     * There was no answer: no connection, no trusted TLS, or the connection ended before the answer's head.
     *
     * @param message for the client: what failed, nothing about the inside
     */
    record Unreachable(String message) implements UpstreamOutcome {}

    /** The upstream refused Weir's own key; its 401 is not the client's business. */
    record KeyRefused() implements UpstreamOutcome {}

    /**
     * The head did not come in time.
     *
     * @param setting the key of the limit that was hit
     */
    record TooLate(String setting) implements UpstreamOutcome {}

    /** All connections are taken and enough calls wait already; nothing was sent. */
    record Busy() implements UpstreamOutcome {}

    /** The call was cancelled from our side. */
    record Cancelled() implements UpstreamOutcome {}
}
