package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.auth.Session;
import dev.weir.metering.WeirMetrics;
import dev.weir.policy.Plan;
import dev.weir.quota.identity.NewSessions;
import dev.weir.quota.identity.NewUsers;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** Finds the identity that a request counts for. */
public final class IdentityResolver {
    private final NewUsers newUsers;
    private final NewSessions newSessions;
    private final WeirMetrics metrics;

    /** Makes a resolver that bounds how many users a key can name, and how many sessions a user. */
    public IdentityResolver(NewUsers newUsers, NewSessions newSessions, WeirMetrics metrics) {
        this.newUsers = newUsers;
        this.newSessions = newSessions;
        this.metrics = metrics;
    }

    /**
     * Returns the identity of a message: that of the named user, or that of the key once it has named too many. Never
     * fails.
     */
    Future<Identity> ofMessage(Caller caller, Optional<String> metadataUserId) {
        return newUsers.admit(caller, named(caller, metadataUserId));
    }

    /**
     * Returns the keyed hash of the session that a message counts for; absent where it names none, or the plan does not
     * limit sessions. Never fails.
     */
    Future<Optional<String>> sessionOfMessage(ReadRequest read, Identity user, Plan plan, MultiMap headers) {
        if (plan.user().perSession().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<String> header = Optional.ofNullable(headers.get(Session.HEADER));
        return newSessions.admit(
                read.caller(), user, plan, Session.of(header, read.message().userId()));
    }

    /** Returns the identity that the body names, for a request that counts against no budget. */
    Identity named(Caller caller, Optional<String> metadataUserId) {
        if (Identities.namesOtherUser(caller.key(), metadataUserId)) {
            metrics.identityMismatch(caller.team().name());
        }
        return Identities.of(caller.key(), metadataUserId);
    }
}
