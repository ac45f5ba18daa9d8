package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.auth.Caller;
import dev.weir.auth.UserBucket;
import dev.weir.auth.Users;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many users one key can make up: beyond its number of new ones in a day, what it names counts for the key itself.
 * While Redis is gone each replica counts alone. Safe for use by many threads.
 */
public final class NewUsers {
    private static final int MAX_KNOWN = 100_000;
    private static final int MAX_KEYS = 10_000;

    /** Redis is told of a user that is active at least so often. */
    private static final Duration REMEMBERED = Duration.ofHours(12);

    private final UserRegistry registry;
    private final GuardedStore store;
    private final IdentityConfig config;
    private final QuotaSources sources;
    private final Cache<Named, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MAX_KNOWN)
            .expireAfterWrite(REMEMBERED)
            .build();
    private final Cache<KeyDay, AtomicInteger> countedHere =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    /** Bounds users by what a registry knows of them. */
    public NewUsers(UserRegistry registry, GuardedStore store, IdentityConfig config, QuotaSources sources) {
        this.registry = registry;
        this.store = store;
        this.config = config;
        this.sources = sources;
    }

    private record Named(String team, String key, String user) {}

    private record KeyDay(String team, String key, LocalDate day) {}

    /**
     * Returns for whom a call counts: {@code named}, or the key's own bucket where the key has named its number of new users
     * today. Never fails.
     */
    public Future<UserBucket> admit(Caller caller, UserBucket named) {
        UserBucket ofKey = Users.bucketOf(caller.key(), Optional.empty());
        if (named.equals(ofKey) || isNamedByPolicy(caller, named) || isUnlimited(caller)) {
            return Future.succeededFuture(named);
        }
        String team = caller.team().name();
        Named user =
                new Named(team, caller.key().id(), sources.pseudonyms().get().of(team, named));
        if (known.getIfPresent(user) != null) {
            return Future.succeededFuture(named);
        }
        return store.ask(_ -> registry.name(user.team(), user.key(), user.user(), config.newUsersPerDay()))
                .otherwise(_ -> isAmongTheFirstHere(user))
                .map(isAdmitted -> {
                    if (isAdmitted) {
                        known.put(user, true);
                    }
                    return isAdmitted ? named : ofKey;
                });
    }

    private boolean isAmongTheFirstHere(Named user) {
        LocalDate today = LocalDate.ofInstant(sources.clock().instant(), ZoneOffset.UTC);
        AtomicInteger count = countedHere.get(new KeyDay(user.team(), user.key(), today), _ -> new AtomicInteger());
        return count.incrementAndGet() <= config.newUsersPerDay();
    }

    private static boolean isNamedByPolicy(Caller caller, UserBucket named) {
        return caller.team().users().containsKey(named.name());
    }

    /** Nothing is kept of users without limits, so there is nothing to bound. */
    private static boolean isUnlimited(Caller caller) {
        return Claims.areEmpty(Claims.ofMessages(caller, caller.team().plan()));
    }
}
