package dev.weir.quota.store.redis;

/** Where scripts read the time. */
enum ScriptClock {
    /** Redis' {@code TIME}. */
    REDIS,
    /** The last argument of each call: only for tests, as {@code TIME} cannot be set. */
    ARGUMENT
}
