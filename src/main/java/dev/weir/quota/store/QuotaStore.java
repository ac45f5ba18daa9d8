package dev.weir.quota.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * Counts what subjects use against their limits. Every operation is idempotent by the lease's id, takes effect as a
 * whole or not at all, and keeps {@code used} and {@code held} apart.
 *
 * <p>A future fails where the store cannot be reached or replies with an error: {@link StoreFault} says whether the
 * operation may have taken effect. It may be repeated. Deadlines and the circuit breaker are the caller's.
 *
 * <p>A lease that is neither settled nor renewed expires: its hold is released, its request stays counted, and budgets
 * are charged what its reservation or its last renewal says.
 */
public interface QuotaStore {
    /** The most leases in one renewal of a team, as Redis does nothing else while a script runs. */
    int MAX_RENEWALS = 200;

    /**
     * The most levels of all leases in one renewal, but for a single lease: a script has room for 8,000 numbers on
     * Lua's stack, and reads 10 for each lease and 2 for each of its levels.
     */
    int MAX_RENEWED_LEVELS = 1_000;

    /** The charges of a team that are remembered; a charge is repeated, and a late reservation arrives, sooner. */
    int MAX_CHARGES = 5_000;

    /**
     * Holds amounts under a lease at every limit of the terms, or nowhere. The id of a lease that was
     * charged holds nothing.
     */
    Future<ReserveReply> reserve(ReserveRequest reservation);

    /** Keeps leases open, and reopens those that have expired meanwhile; passes over those that are settled. */
    Future<Void> renew(List<Renewal> renewals);

    /**
     * Ends a lease with the actual usage, which may exceed every limit. A lease that expired within the last day is
     * charged the rest. Nothing happens to a lease that the store does not know: it was settled, never granted, or has
     * lost a part.
     *
     * @return whether there was a lease to end, and which thresholds were reached
     */
    Future<SettleReply> settle(Settlement settlement);

    /**
     * Charges usage once per id for as long as the id is remembered: an open or expired lease is settled, and without a
     * lease the usage is charged nevertheless. For requests whose reservation got no reply, and where a settlement
     * found no lease; settled leases are not remembered.
     *
     * <p>The ids of the last {@value #MAX_CHARGES} charges of each team are remembered; a reservation with one of them
     * holds nothing.
     *
     * @return the thresholds that were reached; the same again when it is repeated within a day
     */
    Future<List<ReachedThreshold>> charge(Settlement settlement);

    /** Returns the state of the limits; never creates state. */
    Future<Snapshot> snapshot(Subject subject, Terms terms);

    /** Resets what was used at each level of the terms to zero; open leases stay as they are. */
    Future<Void> reset(Subject subject, Terms terms);
}
