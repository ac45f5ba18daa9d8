package dev.weir.quota.store;

/**
 * A part of a level's state that is lost, such as a key that was deleted or evicted.
 *
 * @param lease the lease of the part; absent for a part of the whole level
 */
public record LostPart(LimitOwner owner, LevelPart part, String lease) {
    /** What is gone. */
    public enum LevelPart {
        /** What was used and what is held. */
        STATE,
        /** Which leases there are and when they expire. */
        EXPIRIES,
        /** What all leases hold. */
        LEASES,
        /** When one lease expires. */
        ONE_EXPIRY,
        /** What one lease holds. */
        ONE_LEASE,
        /** Which charges of the team were applied. */
        CHARGES
    }
}
