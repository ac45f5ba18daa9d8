package dev.weir.policy;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A team: who its keys are and what its users may do.
 *
 * @param timeZone where its days and months begin
 * @param upstream the only upstream it may use; absent = any
 * @param users exceptions for single users, by bucket with its prefix
 */
public record Team(
        String name,
        Plan plan,
        ZoneId timeZone,
        Optional<String> upstream,
        Map<String, UserException> users,
        List<ApiKey> keys) {
    /** How one user differs from the team's plan. */
    public sealed interface UserException {
        /** The user is refused. */
        record Blocked() implements UserException {}

        /** The user has another plan; the team's limits stay those of the team's plan. */
        record OtherPlan(Plan plan) implements UserException {}
    }
}
