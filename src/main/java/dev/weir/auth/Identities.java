package dev.weir.auth;

import dev.weir.policy.ApiKey;
import dev.weir.policy.IdentityName;
import java.util.Optional;

/** Determines the identity that a request counts for, from its key and its body. */
public final class Identities {
    private Identities() {}

    /**
     * Returns the identity of a request: the user that the key is bound to, else the one that the body names, else the
     * key.
     *
     * @param metadataUserId {@code metadata.user_id} as received, of any content and length; an empty one names no user
     */
    public static Identity of(ApiKey key, Optional<String> metadataUserId) {
        return key.user()
                .map(Identity::parse)
                .or(() -> named(metadataUserId))
                .orElseGet(() -> new Identity(IdentityName.KEY + key.id()));
    }

    /** Returns whether the body names a different user than the one that the key is bound to. */
    public static boolean namesOtherUser(ApiKey key, Optional<String> metadataUserId) {
        return key.user().isPresent()
                && named(metadataUserId)
                        .filter(other -> !other.equals(of(key, metadataUserId)))
                        .isPresent();
    }

    private static Optional<Identity> named(Optional<String> metadataUserId) {
        return metadataUserId.filter(id -> !id.isEmpty()).map(MetadataUserId::identityOf);
    }
}
