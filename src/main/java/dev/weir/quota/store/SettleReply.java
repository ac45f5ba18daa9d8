package dev.weir.quota.store;

import java.util.List;

/**
 * The reply to a settlement.
 *
 * @param isEnded whether there was a lease to end, or this settlement had ended it and reached a threshold
 * @param reached the thresholds that it reached; the same again when it is repeated within a day
 */
public record SettleReply(boolean isEnded, List<ReachedThreshold> reached) {
    /** There was nothing to end. */
    public static final SettleReply NOTHING = new SettleReply(false, List.of());

    public SettleReply {
        reached = List.copyOf(reached);
    }
}
