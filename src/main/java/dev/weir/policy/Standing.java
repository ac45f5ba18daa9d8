package dev.weir.policy;

import java.util.Optional;

/** How a user stands with the policy of its team. */
public sealed interface Standing {
    /**
     * The user may proceed.
     *
     * @param plan what holds for this user: an exception's plan with the team's own {@code team} limits
     */
    record Entitled(Plan plan) implements Standing {}

    /**
     * The user may never do this: a 403, {@code permission_error}.
     *
     * @param message says why and whom to ask, never who the user is
     * @param limit the name of the limit that is 0, as in {@code user/usd-per-day}; absent where the user is blocked
     */
    record Barred(String message, Optional<String> limit) implements Standing {}
}
