package dev.weir.quota.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * Counts what subjects use against their limits. Every operation is idempotent by the lease's id, takes one step that is whole
 * or not at all, and keeps {@code used} and {@code held} apart.
 *
 * <p>A future fails where the store cannot be reached or cannot answer: then it is unknown whether the step was taken, and the
 * same call may be repeated. Deadlines and breakers are the caller's.
 */
public interface QuotaStore {
    /** Holds amounts under a lease at every limit of the user and the team, or nowhere. */
    Future<ReserveReply> reserve(Reservation reservation);

    /** Keeps leases open; those that are settled or have expired meanwhile are passed over. */
    Future<Void> renew(List<Renewal> renewals);

    /** Ends an open lease with what was used, which may exceed every limit; a lease that is not open is left alone. */
    Future<Void> settle(Settlement settlement);

    /** Applies what was used with or without a lease, once per id within a day. */
    Future<Void> charge(Settlement settlement);

    /** Tells how limits stand; never creates state. */
    Future<Snapshot> look(Subject subject, Terms terms);

    /** Sets what the user has used back to zero; open leases and the team stay as they are. */
    Future<Void> reset(Subject subject);
}
