package dev.weir.quota.identity;

/**
 * A user as named by a key.
 *
 * @param user the identity as a keyed hash
 */
record NamedUser(String team, String key, String user) {}
