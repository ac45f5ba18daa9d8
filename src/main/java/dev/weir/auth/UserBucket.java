package dev.weir.auth;

/**
 * The user that a call is counted for, inside its team: {@code user:<id>}, {@code account:<uuid>}, {@code device:<id>} or
 * {@code key:<id>}.
 *
 * @param name personal data: never logged, never a label, only hashed
 */
public record UserBucket(String name) {}
