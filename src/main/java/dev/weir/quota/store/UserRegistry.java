package dev.weir.quota.store;

import io.vertx.core.Future;

/** Knows which users a key has named, and how many of them were new today. */
public interface UserRegistry {
    /**
     * Names a user by a key; the same user again counts once.
     *
     * @param user the user's identity as a keyed hash
     * @param perDay how many users may be new in a day of UTC
     * @return whether the user is known, or is new and admitted; fails where the store does not reply
     */
    Future<Boolean> name(String team, String key, String user, int perDay);

    /** Returns what {@link #name} would return now; keeps nothing. */
    Future<Boolean> wouldName(String team, String key, String user, int perDay);
}
