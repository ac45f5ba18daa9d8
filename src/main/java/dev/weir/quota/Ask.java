package dev.weir.quota;

import dev.weir.policy.Plan.Mode;
import dev.weir.quota.store.Reservation;

/** A question to whoever counts the limits of a team, and whether its answer holds. */
record Ask(String team, Mode mode, Reservation wanted) {}
