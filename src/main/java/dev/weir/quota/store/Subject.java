package dev.weir.quota.store;

/**
 * A user in a team.
 *
 * @param team the team's name, which all keys of the team share as hash tag
 * @param user the user's identity as a keyed hash, never the identity itself
 */
public record Subject(String team, String user) {}
