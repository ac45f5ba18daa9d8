package dev.weir.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how often a password can be tried: {@value #MOST_OF_ONE} times a minute from one address, and
 * {@value #MOST_OF_ALL} times from all. Safe for use by many threads.
 */
final class FailedTries {
    static final int MOST_OF_ONE = 10;
    static final int MOST_OF_ALL = 600;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 1_000;
    private static final String ALL = "";

    private final Cache<String, AtomicInteger> counts;

    FailedTries(Ticker ticker) {
        counts = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Takes a try, and says whether there was one. The bound of all counts only tries that the address still has, so
     * that one address cannot use it up for all others.
     */
    boolean take(String address) {
        return takeOf(address, MOST_OF_ONE) && takeOf(ALL, MOST_OF_ALL);
    }

    /** Gives a try back, as the password was right. */
    void giveBack(String address) {
        count(ALL).decrementAndGet();
        count(address).decrementAndGet();
    }

    private boolean takeOf(String address, int most) {
        return count(address).incrementAndGet() <= most;
    }

    private AtomicInteger count(String address) {
        return counts.get(address, _ -> new AtomicInteger());
    }
}
