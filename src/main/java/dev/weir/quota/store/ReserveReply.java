package dev.weir.quota.store;

import java.util.List;

/** The reply to a reservation. */
public sealed interface ReserveReply {
    /** The amounts are held; the snapshot includes them. */
    record Granted(Snapshot snapshot) implements ReserveReply {}

    /**
     * Nothing is held.
     *
     * @param exhausted every limit that has no room, in the snapshot's order; never empty
     */
    record Denied(Snapshot snapshot, List<ExhaustedLimit> exhausted) implements ReserveReply {
        public Denied {
            exhausted = List.copyOf(exhausted);
        }
    }

    /**
     * A limit without room.
     *
     * @param freeAtMillis when it has room for the hold at the earliest, on Redis' clock; for concurrency when the next
     *     lease expires
     */
    record ExhaustedLimit(LimitState state, long freeAtMillis) {}
}
