package dev.weir.quota.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What callers may name: a bounded number of new names in a day of UTC, as Redis counts them; while Redis is gone each
 * replica counts alone, besides the names that it knows from Redis. Bounded. Safe for use by many threads.
 */
final class KnownNames {
    private static final int MAX_KNOWN = 100_000;

    /** Redis learns of an active name at least so often. */
    private static final Duration REMEMBERED = Duration.ofHours(12);

    /**
     * A name that Redis has rejected is not asked about again for so long on the same day of UTC. Not for the whole
     * day: where this clock is ahead of Redis' at midnight, the rejection is still one of the day before.
     */
    private static final Duration REJECTED = Duration.ofHours(1);

    private final UserRegistry registry;
    private final GuardedStore store;
    private final int perDay;
    private final Clock clock;
    private final LocalNewUsers localNewUsers;
    private final Cache<NamedUser, Instant> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();
    private final Cache<NamedUser, Instant> rejected =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    KnownNames(UserRegistry registry, GuardedStore store, int perDay, Clock clock) {
        this.registry = registry;
        this.store = store;
        this.perDay = perDay;
        this.clock = clock;
        this.localNewUsers = new LocalNewUsers(perDay);
    }

    /** Returns whether a name is known, or is new and admitted. Never fails. */
    Future<Boolean> name(NamedUser user) {
        Instant now = clock.instant();
        Optional<Instant> confirmed = Optional.ofNullable(known.getIfPresent(user));
        if (confirmed.filter(at -> at.plus(REMEMBERED).isAfter(now)).isPresent()) {
            return Future.succeededFuture(true);
        }
        if (isRejected(user, now)) {
            return Future.succeededFuture(false);
        }
        return store.query(_ -> registry.name(user.team(), user.key(), user.user(), perDay))
                .map(isAdmitted -> {
                    if (isAdmitted) {
                        known.put(user, now);
                    } else {
                        known.invalidate(user);
                        rejected.put(user, now);
                        localNewUsers.noMoreToday(user, dayOf(now));
                    }
                    return isAdmitted;
                })
                .otherwise(_ -> confirmed.isPresent() || localNewUsers.name(user, dayOf(now)));
    }

    /** Returns what {@link #name} would return now; keeps nothing. Never fails. */
    Future<Boolean> wouldName(NamedUser user) {
        if (known.getIfPresent(user) != null) {
            return Future.succeededFuture(true);
        }
        Instant now = clock.instant();
        if (isRejected(user, now)) {
            return Future.succeededFuture(false);
        }
        return store.query(_ -> registry.wouldName(user.team(), user.key(), user.user(), perDay))
                .otherwise(_ -> localNewUsers.wouldName(user, dayOf(now)));
    }

    private boolean isRejected(NamedUser user, Instant now) {
        return Optional.ofNullable(rejected.getIfPresent(user))
                .filter(at -> at.plus(REJECTED).isAfter(now) && dayOf(at).equals(dayOf(now)))
                .isPresent();
    }

    private static LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }
}
