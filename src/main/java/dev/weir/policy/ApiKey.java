package dev.weir.policy;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A key as the policy knows it: never the key, only its SHA-256.
 *
 * @param id names the key in logs and metrics
 * @param sha256 lower-case hex of 64 characters
 * @param user the one person the key speaks for; absent where {@code metadata.user_id} names users
 * @param expires the last day on which the key is good, to its end in UTC
 */
public record ApiKey(String id, String sha256, Optional<String> user, Optional<LocalDate> expires) {}
