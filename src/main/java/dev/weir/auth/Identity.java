package dev.weir.auth;

import dev.weir.policy.IdentityName;

/**
 * The identity that a request counts for, within its team: {@code user:<id>}, {@code account:<uuid>},
 * {@code device:<id>} or {@code key:<id>}.
 *
 * @param name personal data: never logged, never a label, only hashed
 */
public record Identity(String name) {
    /** Shortens a long name, as {@link IdentityName#of} does. */
    public Identity {
        name = IdentityName.of(name);
    }

    /**
     * Returns the identity that the policy or a command line means; a text without one of the four prefixes means
     * {@code user:}.
     */
    public static Identity parse(String text) {
        return new Identity(text);
    }

    @Override
    public String toString() {
        return "Identity[…]";
    }
}
