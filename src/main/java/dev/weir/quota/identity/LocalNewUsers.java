package dev.weir.quota.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The new users that keys have named while Redis was gone: a bounded number per key and day of UTC, and none on a day
 * on which Redis has rejected one of the key. Not used while Redis replies. Bounded. Safe for use by many threads.
 */
final class LocalNewUsers {
    private static final int MAX_USERS = 100_000;
    private static final int MAX_KEYS = 10_000;

    private final int perDay;
    private final Cache<UserDay, Boolean> named =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();
    private final Cache<KeyDay, AtomicInteger> counts =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    LocalNewUsers(int perDay) {
        this.perDay = perDay;
    }

    private record UserDay(NamedUser user, LocalDate day) {}

    private record KeyDay(String team, String key, LocalDate day) {}

    /** Names a user; the same user again counts once. Returns whether the user is admitted. */
    boolean name(NamedUser user, LocalDate today) {
        if (isNamed(user, today)) {
            return true;
        }
        if (count(user, today).getAndUpdate(count -> Math.min(count + 1, perDay)) >= perDay) {
            return false;
        }
        named.put(new UserDay(user, today), true);
        return true;
    }

    /** Returns what {@link #name} would return now; keeps nothing of the user. */
    boolean wouldName(NamedUser user, LocalDate today) {
        return isNamed(user, today) || count(user, today).get() < perDay;
    }

    /** Notes that Redis has rejected a user of this key. */
    void noMoreToday(NamedUser user, LocalDate today) {
        named.invalidate(new UserDay(user, today));
        count(user, today).set(perDay);
    }

    private boolean isNamed(NamedUser user, LocalDate today) {
        return named.getIfPresent(new UserDay(user, today)) != null;
    }

    private AtomicInteger count(NamedUser user, LocalDate today) {
        return counts.get(new KeyDay(user.team(), user.key(), today), _ -> new AtomicInteger());
    }
}
