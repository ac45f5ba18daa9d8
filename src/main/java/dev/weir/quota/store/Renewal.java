package dev.weir.quota.store;

import java.time.Duration;

/**
 * Keeps a lease open for another {@code leaseTime}.
 *
 * @param hold what it holds from now on, as more is known
 * @param charge what is charged should the lease expire: what was used so far, or what the reservation expected
 */
public record Renewal(String lease, Subject subject, Terms terms, Amounts hold, Amounts charge, Duration leaseTime) {}
