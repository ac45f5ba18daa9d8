package dev.weir.quota.identity;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.policy.Plan;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bounds how many users one key can invent: further new users of a day count for the key itself. While Redis is gone
 * each replica counts alone, besides the users that it knows from Redis. Safe for use by many threads.
 */
public final class NewUsers {
    private final QuotaSources sources;
    private final KnownNames names;

    /**
     * Makes a bound over the users that {@code registry} knows.
     *
     * @param perDay how many users of a key may be new in a day of UTC
     */
    public NewUsers(UserRegistry registry, GuardedStore store, int perDay, QuotaSources sources) {
        this.sources = sources;
        this.names = new KnownNames(registry, store, perDay, sources.clock());
    }

    /**
     * Returns the identity that a request counts for: {@code named}, or that of the key if it has named its number of
     * new users today. Never fails.
     */
    public Future<Identity> admit(Caller caller, Identity named) {
        return bucket(caller, named, names::name);
    }

    /** Returns the identity that a request would count for now; names nobody, and so creates no state. Never fails. */
    public Future<Identity> shown(Caller caller, Identity named) {
        return bucket(caller, named, names::wouldName);
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

    private static boolean isNamedByPolicy(Caller caller, Identity named) {
        return caller.team().users().containsKey(named.name());
    }

    /** Returns whether the caller has no limits: nothing is kept of its users, so there is nothing to bound. */
    private static boolean isUnlimited(Caller caller) {
        Plan plan = caller.team().plan();
        return !plan.user().areOfMessages() && !plan.team().areOfMessages();
    }
}
