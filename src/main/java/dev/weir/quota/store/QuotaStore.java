package dev.weir.quota.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Counts what subjects use against their limits. Every operation is idempotent by the lease's id, takes one step that
 * is whole or not at all, and keeps {@code used} and {@code held} apart.
 *
 * <p>A future fails where the store cannot be reached or cannot answer: {@link StoreFault} tells whether the step may
 * have been taken. The same call may be repeated. Deadlines and breakers are the caller's.
 *
 * <p>A lease that is neither settled nor renewed expires: what it holds is given back, its request stays counted, and
 * budgets are charged what its reservation or its last renewal says.
 */
public interface QuotaStore {
    /** The most leases that one renewal of a team is to keep open, as a script keeps Redis from doing anything else. */
    int MAX_RENEWALS = 200;

    /**
     * Holds amounts under a lease at every limit of the user and the team, or nowhere; an id that was charged holds
     * nothing.
     */
    Future<ReserveReply> reserve(ReserveRequest reservation);

    /** Keeps leases open, and opens those again that have expired meanwhile; those that are settled are passed over. */
    Future<Void> renew(List<Renewal> renewals);

    /**
     * Ends a lease with what was used, which may exceed every limit. One that expired within the last day is charged
     * what it was not charged yet; a lease that the store does not know, as it was settled, never granted or has lost a
     * part, is left alone.
     *
     * @return whether there was a lease to end
     */
    Future<Boolean> settle(Settlement settlement);

    /**
     * Applies what was used, once per id for as long as it is marked: an open or expired lease is settled, and without
     * one it is charged all the same. For requests whose reservation was never replied to, and where a settlement found
     * no lease: what was settled is not remembered.
     *
     * @param markedFor how long the id is remembered, and a reservation under it holds nothing
     */
    Future<Void> charge(Settlement settlement, Duration markedFor);

    /** Tells how limits stand; never creates state. */
    Future<Snapshot> snapshot(Subject subject, Terms terms);

    /** Sets what the user has used back to zero; open leases and the team stay as they are. */
    Future<Void> reset(Subject subject);
}
