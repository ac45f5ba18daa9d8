package dev.weir.quota.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a lease open for another {@code leaseTime}.
 *
 * @param terms those of its reservation
 * @param hold what it holds from now on; empty to keep its hold
 * @param charge what is charged if the lease expires: the usage so far, or what the reservation expected
 */
public record Renewal(
        String lease, Subject subject, Terms terms, Optional<Amounts> hold, Amounts charge, Duration leaseTime) {}
