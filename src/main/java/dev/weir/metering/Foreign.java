package dev.weir.metering;

import java.util.regex.Pattern;

/**
 * What may be written of texts that others chose: those of the upstream only where they look like what they should be,
 * and nothing that only repeats what a client typed. All else is {@code other}.
 */
final class Foreign {
    private static final String OTHER = "other";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@\\[\\]-]{1,128}");

    /** The values of enums in the Messages API look so; a credential does not. */
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    private Foreign() {}

    /** Returns an id that the upstream gave. */
    static String id(String text) {
        return ID.matcher(text).matches() ? text : OTHER;
    }

    /** Returns a value of one of the API's enums, known or not. */
    static String word(String text) {
        return WORD.matcher(text).matches() ? text : OTHER;
    }

    /** Returns the model that the answer names; its label where it only repeats what the client typed. */
    static String modelServed(String served, Priced priced) {
        var isEcho = priced.exchange().modelAsked().filter(served::equals).isPresent();
        return isEcho ? priced.model() : id(served);
    }
}
