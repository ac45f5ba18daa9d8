package dev.weir.pipeline;

import dev.weir.relay.RelayEnd;

/** How an exchange ended. */
sealed interface Ending {
    /** Weir answers itself. */
    record Refused(ErrorResponse refusal) implements Ending {}

    /**
     * The upstream's answer was relayed, to its end or not.
     *
     * @param status of the answer
     */
    record Relayed(int status, RelayEnd end) implements Ending {}

    /**
     * Weir answers with a JSON of its own: the models list, or how limits stand.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed on at once
    record Listed(byte[] page) implements Ending {}

    /** The client left before there was an answer. */
    record ClientLeft() implements Ending {}
}
