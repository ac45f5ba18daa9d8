package dev.weir.policy;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A key of the policy: never the key itself, only its SHA-256.
 *
 * @param id names the key in logs and metrics
 * @param sha256 lower-case hex of 64 characters
 * @param user the one user that the key is bound to; absent where {@code metadata.user_id} names users
 * @param expires the last day on which the key is valid, to the end of that day in UTC
 */
public record ApiKey(String id, String sha256, Optional<String> user, Optional<LocalDate> expires) {
    /** Returns whether the key is valid on a day of UTC. */
    public boolean isValidOn(LocalDate day) {
        return expires.map(last -> !last.isBefore(day)).orElse(true);
    }
}
