package dev.weir.quota;

import dev.weir.messages.ResponseFacts;

/** What a request is charged by, from what became of it. */
public sealed interface ChargeBasis {
    /**
     * Nothing was used: the upstream was not reached, responded 429 or 5xx, or was never asked. Not even a request
     * counts.
     */
    record NotCharged() implements ChargeBasis {}

    /** The upstream rejected the request: it counts as one, its tokens and money are given back. */
    record RequestOnly() implements ChargeBasis {}

    /**
     * The upstream worked on it, to its end or not.
     *
     * @param facts what the response said; where it said nothing of usage, the estimate is charged
     */
    record Responded(ResponseFacts facts) implements ChargeBasis {}

    /**
     * The client left before the upstream's work had an end that Weir could read.
     *
     * @param facts what the response said; the output that it did not say is charged as expected
     */
    record ClientLeft(ResponseFacts facts) implements ChargeBasis {}
}
