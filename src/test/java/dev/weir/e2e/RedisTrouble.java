package dev.weir.e2e;

import dev.weir.quota.store.redis.RedisServerForTests;
import java.time.Duration;

/** What can happen to a Redis, and how it passes. */
enum RedisTrouble {
    /** It crashes, and is started again with what it had. */
    KILLED,
    /** It stands still, and goes on with the commands that waited. */
    PAUSED,
    /** It was started again and reads what it had: it responds with {@code LOADING}. */
    LOADING,
    /** It became a replica: it responds with {@code READONLY} to what writes. */
    READ_ONLY,
    /** It became a replica whose master is gone: it responds with {@code MASTERDOWN} to all. */
    MASTER_DOWN,
    /** It is full: it responds with {@code OOM} to what would grow it, while what gives back passes. */
    OUT_OF_MEMORY,
    /** It forgets the scripts: it responds with {@code NOSCRIPT}. */
    SCRIPTS_FORGOTTEN,
    /** It ends all connections. */
    CONNECTIONS_KILLED;

    /** How long a trouble lasts at least, with requests all the while: {@code -Dweir-test.trouble-time=PT30S}. */
    static final Duration TIME = Duration.parse(System.getProperty("weir-test.trouble-time", "PT0S"));

    /**
     * So many commands that reading them again takes some seconds longer than that: each waits for at least 50
     * microseconds.
     */
    private static final String WRITE_MUCH = "EVAL \"for i = 1, %d do redis.call('INCR', KEYS[1]) end\" 1 filler"
            .formatted(20_000 * (TIME.toSeconds() + 5));

    private static final Duration LONGEST_LOAD = TIME.multipliedBy(10).plusSeconds(60);

    /** Returns whether Redis learns nothing of what is used meanwhile. */
    boolean isTotal() {
        return switch (this) {
            case KILLED, PAUSED, LOADING, READ_ONLY, MASTER_DOWN -> true;
            case OUT_OF_MEMORY, SCRIPTS_FORGOTTEN, CONNECTIONS_KILLED -> false;
        };
    }

    void begin(RedisServerForTests redis) {
        switch (this) {
            case KILLED -> redis.kill();
            case PAUSED -> redis.pause();
            case LOADING -> {
                redis.command(WRITE_MUCH);
                redis.restart("--key-load-delay", "1"); // microseconds a command
            }
            case READ_ONLY -> redis.command("REPLICAOF 127.0.0.1 1");
            case MASTER_DOWN -> {
                redis.command("CONFIG SET replica-serve-stale-data no");
                redis.command("REPLICAOF 127.0.0.1 1");
            }
            case OUT_OF_MEMORY -> redis.command("CONFIG SET maxmemory 1");
            case SCRIPTS_FORGOTTEN -> redis.command("SCRIPT FLUSH");
            case CONNECTIONS_KILLED -> redis.command("CLIENT KILL TYPE normal SKIPME yes");
        }
    }

    void end(RedisServerForTests redis) {
        switch (this) {
            case KILLED -> redis.restart();
            case PAUSED -> redis.goOn();
            case LOADING -> {
                if (!redis.sendLine("DBSIZE").startsWith("-LOADING")) {
                    throw new AssertionError("Redis has read all before the test was done with it");
                }
                BoundedWait.until(
                        "Redis has read all",
                        LONGEST_LOAD,
                        () -> redis.sendLine("DBSIZE").startsWith(":"));
            }
            case READ_ONLY -> redis.command("REPLICAOF NO ONE");
            case MASTER_DOWN -> {
                redis.command("REPLICAOF NO ONE");
                redis.command("CONFIG SET replica-serve-stale-data yes");
            }
            case OUT_OF_MEMORY -> redis.command("CONFIG SET maxmemory 0");
            case SCRIPTS_FORGOTTEN, CONNECTIONS_KILLED -> {}
        }
    }
}
