package dev.weir.quota;

import dev.weir.messages.ResponseFacts;

/** What became of a call, as far as its limits are concerned. */
public sealed interface Spending {
    /** Nothing was used: the upstream was not reached, answered 429 or 5xx, or was never asked. The request counts for nothing. */
    record Nothing() implements Spending {}

    /** The upstream refused the request: it counts as one, its tokens and money are given back. */
    record RequestOnly() implements Spending {}

    /**
     * The upstream worked on it, to its end or not.
     *
     * @param facts what the answer said; where it said nothing of usage, the estimate is charged
     */
    record Answered(ResponseFacts facts) implements Spending {}

    /** Returns whether something was used and the answer did not say what. */
    default boolean isUnsaid() {
        return this instanceof Answered(ResponseFacts facts) && facts.usage().isEmpty();
    }
}
