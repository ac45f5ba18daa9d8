package dev.weir.policy;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a fault may show of a text in the policy: names and short values, never what may be a pasted key. */
final class Shown {
    /** What names of plans, teams and keys are made of. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._:/+*,-]{1,32}");
    private static final Pattern KEY_PREFIX = Pattern.compile("(weir[_-]|sk-|pk-).*", Pattern.DOTALL);

    private Shown() {}

    /** Returns a name as it may stand in a path. */
    static String name(String text) {
        return NAME.matcher(text).matches() && text.length() <= 32 && !isLikeKey(text) ? text : "…";
    }

    /** Returns a value as it may stand in a message. */
    static String value(String text) {
        if (text.isEmpty()) {
            return "empty";
        }
        return VALUE.matcher(text).matches() && !isLikeKey(text) ? "'" + text + "'" : length(text);
    }

    /** Returns only how long a text is. */
    static String length(String text) {
        return text.length() == 1 ? "1 character" : text.length() + " characters";
    }

    /** Returns whether a text begins as keys do. */
    static boolean isLikeKey(String text) {
        return KEY_PREFIX.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
