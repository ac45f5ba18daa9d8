package dev.weir.auth;

import dev.weir.policy.ApiKey;
import dev.weir.policy.IdentityName;
import java.util.Optional;

/** Tells for which user a call is counted, from its key and from what its body names. */
public final class Identities {
    private Identities() {}

    /**
     * Returns the user of a call: the one that the key is bound to, else the one that the body names, else the key itself.
     *
     * @param metadataUserId {@code metadata.user_id} as it came, of any content and length; an empty one names nobody
     */
    public static Identity bucketOf(ApiKey key, Optional<String> metadataUserId) {
        return key.user()
                .map(Identity::written)
                .or(() -> named(metadataUserId))
                .orElseGet(() -> new Identity(IdentityName.KEY + key.id()));
    }

    /** Returns whether a key speaks for one user while the body names a different one. */
    public static boolean namesSomebodyElse(ApiKey key, Optional<String> metadataUserId) {
        return key.user().isPresent()
                && named(metadataUserId)
                        .filter(other -> !other.equals(bucketOf(key, metadataUserId)))
                        .isPresent();
    }

    private static Optional<Identity> named(Optional<String> metadataUserId) {
        return metadataUserId.filter(id -> !id.isEmpty()).map(MetadataUserId::bucketOf);
    }
}
