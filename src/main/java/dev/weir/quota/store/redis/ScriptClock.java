package dev.weir.quota.store.redis;

/** Where scripts take the time from. */
enum ScriptClock {
    /** Redis' {@code TIME}. */
    REDIS,
    /** The last argument of each call: only for tests, as {@code TIME} cannot be set. */
    ARGUMENT
}
