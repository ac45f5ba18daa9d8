package dev.weir.yaml;

import java.util.Locale;
import java.util.regex.Pattern;

/** Shortens texts of a file for fault messages: names and short values are shown, what may be a pasted key never. */
public final class SafeText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._:/+*,-]{1,32}");
    private static final Pattern KEY_PREFIX = Pattern.compile("(weir[_-]|sk-|pk-).*", Pattern.DOTALL);

    private SafeText() {}

    /** Returns a name in the form that a path may show. */
    public static String name(String text) {
        return isName(text) && text.length() <= 32 && !isLikeKey(text) ? text : "…";
    }

    /** Returns a value in the form that a message may show. */
    public static String value(String text) {
        if (text.isEmpty()) {
            return "empty";
        }
        return VALUE.matcher(text).matches() && !isLikeKey(text) ? "'" + text + "'" : length(text);
    }

    /** Returns only the length of a text. */
    public static String length(String text) {
        return text.length() == 1 ? "1 character" : text.length() + " characters";
    }

    /**
     * Returns whether a text is a valid name: 1 to 64 of {@code A-Z a-z 0-9 . _ @ -}, a letter or digit first.
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns whether a text begins like a key. */
    public static boolean isLikeKey(String text) {
        return KEY_PREFIX.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
