package dev.weir.yaml;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a fault may show of a text in the file: names and short values, never what may be a pasted key. */
public final class SafeText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._:/+*,-]{1,32}");
    private static final Pattern KEY_PREFIX = Pattern.compile("(weir[_-]|sk-|pk-).*", Pattern.DOTALL);

    private SafeText() {}

    /** Returns a name as it may stand in a path. */
    public static String name(String text) {
        return isName(text) && text.length() <= 32 && !isLikeKey(text) ? text : "…";
    }

    /** Returns a value as it may stand in a message. */
    public static String value(String text) {
        if (text.isEmpty()) {
            return "empty";
        }
        return VALUE.matcher(text).matches() && !isLikeKey(text) ? "'" + text + "'" : length(text);
    }

    /** Returns only how long a text is. */
    public static String length(String text) {
        return text.length() == 1 ? "1 character" : text.length() + " characters";
    }

    /**
     * Returns whether a text is made as names are: 1 to 64 of {@code A-Z a-z 0-9 . _ @ -}, a letter or digit first.
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns whether a text begins as keys do. */
    public static boolean isLikeKey(String text) {
        return KEY_PREFIX.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
