package dev.weir.quota.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bounds how many users one key can invent: further new users of a day count for the key itself. While Redis is gone
 * each replica counts alone, besides the users that it knows from Redis. Safe for use by many threads.
 */
public final class NewUsers {
    private static final int MAX_KNOWN = 100_000;

    /** Redis learns of an active user at least so often. */
    private static final Duration REMEMBERED = Duration.ofHours(12);

    private final UserRegistry registry;
    private final GuardedStore store;
    private final IdentityConfig config;
    private final QuotaSources sources;
    private final LocalNewUsers localNewUsers;
    private final Cache<NamedUser, Instant> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    /** Makes a bound over the users that {@code registry} knows. */
    public NewUsers(UserRegistry registry, GuardedStore store, IdentityConfig config, QuotaSources sources) {
        this.registry = registry;
        this.store = store;
        this.config = config;
        this.sources = sources;
        this.localNewUsers = new LocalNewUsers(config.newUsersPerDay());
    }

    /**
     * Returns the identity that a request counts for: {@code named}, or that of the key if it has named its number of
     * new users today. Never fails.
     */
    public Future<Identity> admit(Caller caller, Identity named) {
        return bucket(caller, named, this::name);
    }

    /** Returns the identity that a request would count for now; names nobody, and so creates no state. Never fails. */
    public Future<Identity> shown(Caller caller, Identity named) {
        return bucket(caller, named, this::wouldName);
    }

    private Future<Identity> bucket(Caller caller, Identity named, Function<NamedUser, Future<Boolean>> admission) {
        Identity ofKey = Identities.of(caller.key(), Optional.empty());
        if (named.equals(ofKey) || isNamedByPolicy(caller, named) || isUnlimited(caller)) {
            return Future.succeededFuture(named);
        }
        String team = caller.team().name();
        NamedUser user = new NamedUser(
                team, caller.key().id(), sources.pseudonyms().get().of(team, named));
        return admission.apply(user).map(isAdmitted -> isAdmitted ? named : ofKey);
    }

    private Future<Boolean> name(NamedUser user) {
        Instant now = sources.clock().instant();
        Optional<Instant> confirmed = Optional.ofNullable(known.getIfPresent(user));
        if (confirmed.filter(at -> at.plus(REMEMBERED).isAfter(now)).isPresent()) {
            return Future.succeededFuture(true);
        }
        return store.query(_ -> registry.name(user.team(), user.key(), user.user(), config.newUsersPerDay()))
                .map(isAdmitted -> {
                    if (isAdmitted) {
                        known.put(user, now);
                    } else {
                        known.invalidate(user);
                        localNewUsers.noMoreToday(user, dayOf(now));
                    }
                    return isAdmitted;
                })
                .otherwise(_ -> confirmed.isPresent() || localNewUsers.name(user, dayOf(now)));
    }

    private Future<Boolean> wouldName(NamedUser user) {
        if (known.getIfPresent(user) != null) {
            return Future.succeededFuture(true);
        }
        return store.query(_ -> registry.wouldName(user.team(), user.key(), user.user(), config.newUsersPerDay()))
                .otherwise(
                        _ -> localNewUsers.wouldName(user, dayOf(sources.clock().instant())));
    }

    private static LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private static boolean isNamedByPolicy(Caller caller, Identity named) {
        return caller.team().users().containsKey(named.name());
    }

    /** Returns whether the caller has no limits: nothing is kept of its users, so there is nothing to bound. */
    private static boolean isUnlimited(Caller caller) {
        return Terms.of(caller.team().plan(), caller.team()).forMessages().isEmpty();
    }
}
