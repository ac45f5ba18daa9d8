package dev.weir.auth;

import java.util.Optional;
import java.util.function.BiFunction;

/** The result of reading a key from the headers of a request. */
sealed interface CredentialReading {
    /** All headers that carry a key carry this one; it has not been checked yet. */
    record Presented(String key) implements CredentialReading {}

    /** Two headers carry two keys; neither has been checked yet. A client may send a key of its own beside Weir's. */
    record Both(String authorization, String apiKey) implements CredentialReading {}

    /** No header carries a key; an empty value counts as none, as clients send it for an unset variable. */
    record Missing() implements CredentialReading {}

    /** The headers contradict each other, or the key has another form than it should. */
    record Rejected(String message, KeyFault fault) implements CredentialReading {}

    /** Reads all values of the headers. */
    static CredentialReading of(Credentials credentials) {
        CredentialReading authorization = new Missing();
        for (String value : credentials.authorization()) {
            authorization = merge(authorization, bearer(value.strip()), (_, _) -> twoKeys());
        }
        CredentialReading apiKey = new Missing();
        for (String value : credentials.apiKey()) {
            apiKey = merge(apiKey, bare(value.strip()), (_, _) -> twoKeys());
        }
        return merge(authorization, apiKey, Both::new);
    }

    private static CredentialReading merge(
            CredentialReading before, CredentialReading next, BiFunction<String, String, CredentialReading> differing) {
        if (before instanceof Rejected || next instanceof Missing) {
            return before;
        }
        return before instanceof Presented(String key) && next instanceof Presented(String other)
                ? key.equals(other) ? before : differing.apply(key, other)
                : next;
    }

    /** Rejects two keys, as it is not clear which one is meant. */
    static Rejected twoKeys() {
        return new Rejected(
                "Two different API keys in 'Authorization' and 'x-api-key': send one, or the same in both",
                KeyFault.TWO_KEYS);
    }

    private static CredentialReading bare(String value) {
        return value.isEmpty() ? new Missing() : new Presented(value);
    }

    private static CredentialReading bearer(String value) {
        return value.isEmpty()
                ? new Missing()
                : token(value)
                        .map(CredentialReading::bare)
                        .orElseGet(() -> new Rejected(
                                "The header 'Authorization' does not name the scheme Bearer: send"
                                        + " 'Authorization: Bearer <key>' or 'x-api-key: <key>'",
                                KeyFault.OTHER_SCHEME));
    }

    /** Returns what follows the scheme, whose letter case does not matter. Source: RFC 9110, section 11.1. */
    private static Optional<String> token(String value) {
        String scheme = "bearer";
        boolean isBearer = value.regionMatches(true, 0, scheme, 0, scheme.length())
                && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
        return isBearer ? Optional.of(value.substring(scheme.length()).strip()) : Optional.empty();
    }
}
