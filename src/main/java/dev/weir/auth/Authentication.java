package dev.weir.auth;

/** What came of authenticating a call. */
public sealed interface Authentication {
    /** The key is good. */
    record Authenticated(Caller caller) implements Authentication {}

    /**
     * There is no good key.
     *
     * @param message says what is wrong and what to do, never the credential
     */
    record Unauthenticated(String message) implements Authentication {}
}
