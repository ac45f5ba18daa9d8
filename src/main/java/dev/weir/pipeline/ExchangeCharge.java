package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.pipeline.ExchangeEnd.ClientGone;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Relayed;
import dev.weir.pipeline.ExchangeEnd.Served;
import dev.weir.quota.ChargeBasis;
import dev.weir.relay.RelayEnd;

/** Decides by the end of an exchange what the caller's limits are charged. */
final class ExchangeCharge {
    private static final int SUCCESS = 2;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private ExchangeCharge() {}

    /**
     * Returns what is charged; a request that is rejected after its reservation used nothing.
     *
     * @param mayHaveArrived whether an upstream may have seen the request
     */
    static ChargeBasis of(ExchangeEnd end, boolean mayHaveArrived) {
        return switch (end) {
            case Rejected _, Served _ -> new ChargeBasis.NotCharged();
            case ClientGone() ->
                mayHaveArrived ? new ChargeBasis.ClientLeft(ResponseFacts.NONE) : new ChargeBasis.NotCharged();
            case Relayed(int status, RelayEnd relayed) -> relayed(status, relayed);
        };
    }

    private static ChargeBasis relayed(int status, RelayEnd end) {
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            return new ChargeBasis.NotCharged();
        }
        if (status / 100 != SUCCESS) {
            return new ChargeBasis.RequestOnly();
        }
        ResponseFacts facts = end.traffic().facts();
        if (facts.kind() == ResponseKind.NO_MESSAGE) {
            return new ChargeBasis.NotCharged();
        }
        return switch (end) {
            case RelayEnd.ErrorReported _ when facts.usage().isEmpty() -> new ChargeBasis.NotCharged();
            case RelayEnd.Completed _, RelayEnd.ErrorReported _, RelayEnd.Cut _ -> new ChargeBasis.Responded(facts);
            case RelayEnd.ClientDisconnected _ -> new ChargeBasis.ClientLeft(facts);
        };
    }
}
