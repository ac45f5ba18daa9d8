package dev.weir.quota.store.redis;

import dev.weir.quota.store.LimitOwner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The keys of one level: its state, its leases, and what these hold.
 *
 * <p>All keys of a team have its name as hash tag, so that one script finds those of all levels on the same node of a
 * cluster. They contain no personal data: users and sessions are keyed hashes.
 */
record LevelKeys(String state, String leases, String amounts) {
    private static final String PREFIX = "weir:q1:{";

    static LevelKeys of(LimitOwner owner) {
        String whose = owner.user()
                .map(user -> "u" + owner.part() + ":" + encoded(user))
                .orElse("t" + owner.part());
        String tag = tagged(owner.team());
        return new LevelKeys(tag + "s:" + whose, tag + "l:" + whose, tag + "a:" + whose);
    }

    /** Returns the key of the ids of a team's last charges that needed no lease. */
    static String charges(String team) {
        return tagged(team) + "c";
    }

    /** Returns the key of the thresholds that the settlement of a lease has reached. */
    static String thresholds(String team, String lease) {
        return tagged(team) + "e:" + lease;
    }

    List<String> all() {
        return List.of(state, leases, amounts);
    }

    private static String tagged(String team) {
        return PREFIX + encoded(team) + "}:";
    }

    /**
     * Returns a text with all but letters, digits and {@code . _ @ -} as {@code %XX}; names of teams stay as they are.
     */
    private static String encoded(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || "._@-".indexOf(octet) >= 0;
    }
}
