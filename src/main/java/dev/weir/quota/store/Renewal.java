package dev.weir.quota.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a lease open for another {@code leaseTime}.
 *
 * @param hold what it holds from now on; empty where nothing more is known, and it holds what it did
 * @param charge what is charged should the lease expire: what was used so far, or what the reservation expected
 */
public record Renewal(String lease, Subject subject, Optional<Amounts> hold, Amounts charge, Duration leaseTime) {}
