package dev.weir.policy;

import dev.weir.messages.BoundedText;
import java.util.List;

/** How policy and commands write an identity: a text without one of the four prefixes means {@code user:}. */
public final class IdentityName {
    /** The prefix of an id that a client or a bound key named. */
    public static final String USER = "user:";
    /** The prefix of the account of a Claude Code user. */
    public static final String ACCOUNT = "account:";
    /** The prefix of the device of a Claude Code user without an account. */
    public static final String DEVICE = "device:";
    /** The prefix of the id of a key that named no user. */
    public static final String KEY = "key:";

    private static final List<String> PREFIXES = List.of(USER, ACCOUNT, DEVICE, KEY);

    private IdentityName() {}

    /**
     * Returns the name of the identity that a text means. An id may have any length; a long one is reduced, see
     * {@link BoundedText}.
     *
     * @param written with one of the four prefixes; without one it means {@code user:}
     */
    public static String of(String written) {
        for (String prefix : PREFIXES) {
            if (written.startsWith(prefix)) {
                return written.length() - prefix.length() <= BoundedText.LONGEST
                        ? written
                        : prefix + BoundedText.of(written.substring(prefix.length()));
            }
        }
        return USER + BoundedText.of(written);
    }
}
