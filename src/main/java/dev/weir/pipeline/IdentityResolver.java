package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.metering.WeirMetrics;
import dev.weir.quota.identity.NewUsers;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds the identity that a request counts for. */
public final class IdentityResolver {
    private final NewUsers newUsers;
    private final WeirMetrics metrics;

    /** Makes a resolver that bounds how many users a key can name. */
    public IdentityResolver(NewUsers newUsers, WeirMetrics metrics) {
        this.newUsers = newUsers;
        this.metrics = metrics;
    }

    /**
     * Returns the identity of a message: that of the named user, or that of the key once it has named too many. Never
     * fails.
     */
    Future<Identity> ofMessage(Caller caller, Optional<String> metadataUserId) {
        return newUsers.admit(caller, named(caller, metadataUserId));
    }

    /** Returns the identity that the body names, for a request that counts against no budget. */
    Identity named(Caller caller, Optional<String> metadataUserId) {
        if (Identities.namesOtherUser(caller.key(), metadataUserId)) {
            metrics.identityMismatch(caller.team().name());
        }
        return Identities.of(caller.key(), metadataUserId);
    }
}
