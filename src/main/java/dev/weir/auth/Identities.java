package dev.weir.auth;

import dev.weir.policy.ApiKey;
import dev.weir.policy.IdentityName;
import java.util.Optional;
import java.util.stream.Stream;

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

    /**
     * Returns the identity that whoever runs Weir means.
     *
     * @param text an identity with its prefix, or {@code metadata.user_id} as a client sends it
     */
    public static Identity meant(String text) {
        boolean hasPrefix = Stream.of(IdentityName.USER, IdentityName.ACCOUNT, IdentityName.DEVICE, IdentityName.KEY)
                .anyMatch(text::startsWith);
        return hasPrefix ? Identity.parse(text) : MetadataUserId.identityOf(text);
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
