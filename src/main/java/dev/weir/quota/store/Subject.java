package dev.weir.quota.store;

/**
 * Whose limits are meant.
 *
 * @param team the team's name, which all keys of the team share as hash tag
 * @param user the user's bucket as a keyed hash, never the bucket itself
 */
public record Subject(String team, String user) {}
