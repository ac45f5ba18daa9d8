package dev.weir.quota.identity;

/**
 * A user as a key has named it.
 *
 * @param user the bucket as a keyed hash
 */
record NamedUser(String team, String key, String user) {}
