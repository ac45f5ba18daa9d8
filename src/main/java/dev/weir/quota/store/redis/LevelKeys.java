package dev.weir.quota.store.redis;

import dev.weir.quota.store.Subject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The keys of one level: its state, its leases, and what these hold.
 *
 * <p>All keys of a team carry its name as hash tag, so that one script call finds the user's and the team's on the same
 * node of a cluster. They hold no personal data: the user stands there as a keyed hash.
 */
record LevelKeys(String state, String leases, String amounts) {
    private static final String PREFIX = "weir:q1:{";

    static LevelKeys ofUser(Subject subject) {
        return of(subject.team(), "u:" + encoded(subject.user()));
    }

    static LevelKeys ofTeam(String team) {
        return of(team, "t");
    }

    /** Returns the key that marks a charge without regard to leases. */
    static String marker(String team, String lease) {
        return tagged(team) + "c:" + encoded(lease);
    }

    List<String> all() {
        return List.of(state, leases, amounts);
    }

    private static LevelKeys of(String team, String whose) {
        String tag = tagged(team);
        return new LevelKeys(tag + "s:" + whose, tag + "l:" + whose, tag + "a:" + whose);
    }

    private static String tagged(String team) {
        return PREFIX + encoded(team) + "}:";
    }

    /**
     * Returns a text with everything but letters, digits, {@code . _ @ -} as {@code %XX}; every team's name stays as it
     * is.
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
