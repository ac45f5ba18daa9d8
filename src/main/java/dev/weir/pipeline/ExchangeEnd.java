package dev.weir.pipeline;

import dev.weir.relay.RelayEnd;

/** How an exchange ended. */
sealed interface ExchangeEnd {
    /** Weir rejected the request, or has no response of the upstream to relay. */
    record Rejected(ErrorResponse error) implements ExchangeEnd {}

    /**
     * The upstream's response was relayed, to its end or not.
     *
     * @param status of the response
     */
    record Relayed(int status, RelayEnd end) implements ExchangeEnd {}

    /** Weir responds with 200 and JSON of its own: the models list, or the state of limits. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed on at once
    record Served(byte[] json) implements ExchangeEnd {}

    /** The client disconnected before there was a response. */
    record ClientGone() implements ExchangeEnd {}
}
