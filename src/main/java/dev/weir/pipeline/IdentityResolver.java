package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.metering.WeirMetrics;
import dev.weir.quota.identity.NewUsers;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds out whom a request counts for. */
public final class IdentityResolver {
    private final NewUsers newUsers;
    private final WeirMetrics metrics;

    /** Makes a resolver that bounds how many users a key can name. */
    public IdentityResolver(NewUsers newUsers, WeirMetrics metrics) {
        this.newUsers = newUsers;
        this.metrics = metrics;
    }

    /** Returns whom a message counts for: the user named, or the key once it has named too many. Never fails. */
    Future<Identity> ofMessage(Caller caller, Optional<String> metadataUserId) {
        return newUsers.admit(caller, named(caller, metadataUserId));
    }

    /** Returns whom the body of a request names that counts against no budget. */
    Identity named(Caller caller, Optional<String> metadataUserId) {
        if (Identities.namesOtherUser(caller.key(), metadataUserId)) {
            metrics.identityMismatch(caller.team().name());
        }
        return Identities.of(caller.key(), metadataUserId);
    }
}
