package dev.weir.metering;

import java.util.function.IntPredicate;

/**
 * Limits what is written of texts that others chose: those of the upstream only in their proper form, and nothing that
 * repeats what a client sent. Everything else becomes {@code other}.
 */
public final class ForeignText {
    private static final String OTHER = "other";
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_MODEL = 64;
    private static final int LONGEST_WORD = 32;

    private ForeignText() {}

    /** Returns an id that the upstream gave: up to 128 letters, digits and {@code ._:@[]-}. */
    public static String id(String text) {
        return is(text, LONGEST_ID, ForeignText::isOfId) ? text : OTHER;
    }

    /**
     * Returns a value of one of the API's enums, known or not: up to 32 small letters, digits, {@code _} and {@code -}.
     */
    public static String enumValue(String text) {
        return is(text, LONGEST_WORD, ForeignText::isOfWord) && isSmallLetter(text.charAt(0)) ? text : OTHER;
    }

    private static boolean is(String text, int longest, IntPredicate allowed) {
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            if (!allowed.test(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfId(int character) {
        return isSmallLetter(character)
                || (character >= 'A' && character <= 'Z')
                || isDigit(character)
                || "._:@[]-".indexOf(character) >= 0;
    }

    private static boolean isOfWord(int character) {
        return isSmallLetter(character) || isDigit(character) || character == '_' || character == '-';
    }

    private static boolean isSmallLetter(int character) {
        return character >= 'a' && character <= 'z';
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /**
     * Returns the model that the response names. If it only repeats the client's text, that is the label of its price;
     * without a price it is the name, so that the operator can find what is missing in the price table.
     */
    static String modelServed(String served, PricedExchange priced) {
        var isEcho = priced.exchange().modelAsked().filter(served::equals).isPresent();
        return isEcho && !priced.model().equals(OTHER) ? priced.model() : modelName(served);
    }

    /** Returns the name of a model: up to 64 characters of an id, and nothing that begins like a credential. */
    static String modelName(String text) {
        var isCredential = text.startsWith("sk-") || text.startsWith("weir_");
        return text.length() <= LONGEST_MODEL && !isCredential ? id(text) : OTHER;
    }
}
