package dev.weir.quota;

import dev.weir.messages.ResponseFacts;

/** What a request is charged by, depending on how it ended. */
public sealed interface ChargeBasis {
    /** Nothing was used: the upstream was not reached, or responded 429 or 5xx. Not even the request counts. */
    record NotCharged() implements ChargeBasis {}

    /** The upstream rejected the request: it counts as one, its tokens and money are released. */
    record RequestOnly() implements ChargeBasis {}

    /**
     * The upstream responded, to the end or not.
     *
     * @param facts of the response; where they contain no usage, the estimate is charged
     */
    record Responded(ResponseFacts facts) implements ChargeBasis {}

    /**
     * The client disconnected before Weir could read the end of the response.
     *
     * @param facts of the response so far; output that they do not contain is charged as expected
     */
    record ClientLeft(ResponseFacts facts) implements ChargeBasis {}
}
