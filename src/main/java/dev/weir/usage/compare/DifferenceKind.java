package dev.weir.usage.compare;

import java.util.Locale;

/** What a difference between the usage log and another count of the same usage means. */
public enum DifferenceKind {
    /** The other counts more: exchanges are missing in the log, or did not pass through Weir. */
    MISSING,
    /** The log counts more: an exchange is in it twice, or the other never counted it. */
    DOUBLE,
    /** Both count the same tokens, but at different models. */
    OTHER_MODEL,
    /** Both count the same tokens, but at different prices. */
    OTHER_PRICE,
    /** No more differs than what the log itself marks as partial or estimated. */
    CUT_STREAMS,
    /** Both count the same in all, but in different periods, as at a request around midnight. */
    OTHER_PERIOD,
    /** Some kinds of tokens are more and others less, and none of the above explains it. */
    MIXED;

    /** Returns its name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
