package dev.weir.pipeline;

import dev.weir.relay.RelayEnd;

/** How an exchange ended. */
sealed interface Ending {
    /** Weir answers itself. */
    record Refused(Refusal refusal) implements Ending {}

    /**
     * The upstream's answer was relayed, to its end or not.
     *
     * @param status of the answer
     */
    record Relayed(int status, RelayEnd end) implements Ending {}

    /**
     * The models list is answered.
     *
     * @param page as JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed on at once
    record Listed(byte[] page) implements Ending {}

    /** The client left before there was an answer. */
    record ClientLeft() implements Ending {}
}
