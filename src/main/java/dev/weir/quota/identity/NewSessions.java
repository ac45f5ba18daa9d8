package dev.weir.quota.identity;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.auth.Session;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Plan;
import dev.weir.quota.GuardedStore;
import dev.weir.quota.QuotaSources;
import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bounds how many sessions one user can name: further new sessions of a day share one. Only where a plan limits
 * sessions. Safe for use by many threads.
 */
public final class NewSessions {
    /** The days of UTC for which a session is remembered after the one on which it was named last. */
    public static final int REMEMBERED_DAYS = 1;

    /** The session that those beyond the bound share; no keyed hash equals it. */
    public static final String OTHER = LimitScope.OTHER_SESSION;

    private static final String KEYS_OF_USERS = "s:"; // the id of no key has a colon

    private final QuotaSources sources;
    private final KnownNames names;

    /**
     * Makes a bound over the sessions that {@code registry} knows.
     *
     * @param perDay how many sessions of a user may be new in a day of UTC
     */
    public NewSessions(UserRegistry registry, GuardedStore store, int perDay, QuotaSources sources) {
        this.sources = sources;
        this.names = new KnownNames(registry, store, perDay, sources.clock());
    }

    /**
     * Returns the keyed hash of the session that a request counts for, or {@value #OTHER}; absent where it names none,
     * or the plan does not limit sessions. Never fails.
     */
    public Future<Optional<String>> admit(Caller caller, Identity user, Plan plan, Optional<Session> session) {
        return counted(caller, user, plan, session, names::name);
    }

    /** Returns the session that a request would count for now; names none, and so creates no state. Never fails. */
    public Future<Optional<String>> shown(Caller caller, Identity user, Plan plan, Optional<Session> session) {
        return counted(caller, user, plan, session, names::wouldName);
    }

    private Future<Optional<String>> counted(
            Caller caller,
            Identity user,
            Plan plan,
            Optional<Session> session,
            Function<NamedUser, Future<Boolean>> admission) {
        if (session.isEmpty() || plan.user().perSession().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        String team = caller.team().name();
        String hash = sources.pseudonyms().get().ofSession(team, session.get());
        String owner = KEYS_OF_USERS + sources.pseudonyms().get().of(team, user);
        return admission
                .apply(new NamedUser(team, owner, hash))
                .map(isAdmitted -> Optional.of(isAdmitted ? hash : OTHER));
    }
}
