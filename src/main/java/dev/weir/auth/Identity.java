package dev.weir.auth;

import dev.weir.policy.IdentityName;

/**
 * The user that a call is counted for, inside its team: {@code user:<id>}, {@code account:<uuid>}, {@code device:<id>} or
 * {@code key:<id>}.
 *
 * @param name personal data: never logged, never a label, only hashed
 */
public record Identity(String name) {
    /** Returns the bucket that the policy or a command line means; without one of the four prefixes it is {@code user:}. */
    public static Identity written(String text) {
        return new Identity(IdentityName.of(text));
    }

    @Override
    public String toString() {
        return "UserBucket[…]";
    }
}
