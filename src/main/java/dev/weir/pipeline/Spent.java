package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.pipeline.Ending.ClientLeft;
import dev.weir.pipeline.Ending.Listed;
import dev.weir.pipeline.Ending.Refused;
import dev.weir.pipeline.Ending.Relayed;
import dev.weir.quota.Spending;
import dev.weir.relay.RelayEnd;

/** Says what an exchange has used of the caller's limits, from how it ended. */
final class Spent {
    private static final int SUCCESS = 2;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private Spent() {}

    /** Every refusal after the reservation is one of 5xx: nothing came of the request. */
    static Spending by(Exchange exchange, Ending ending) {
        return switch (ending) {
            case Refused _, Listed _ -> new Spending.Nothing();
            case ClientLeft() ->
                exchange.mayHaveArrived() ? new Spending.Answered(ResponseFacts.NONE) : new Spending.Nothing();
            case Relayed(int status, RelayEnd end) -> relayed(status, end);
        };
    }

    private static Spending relayed(int status, RelayEnd end) {
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            return new Spending.Nothing();
        }
        if (status / 100 != SUCCESS) {
            return new Spending.RequestOnly();
        }
        return switch (end) {
            case RelayEnd.ErrorEvent(RelayEnd.Traffic traffic)
            when traffic.facts().usage().isEmpty() -> new Spending.Nothing();
            case RelayEnd.Completed _, RelayEnd.ErrorEvent _, RelayEnd.Cut _, RelayEnd.ClientGone _ ->
                new Spending.Answered(end.traffic().facts());
            case RelayEnd.NotBegun _ -> new Spending.Nothing();
        };
    }
}
