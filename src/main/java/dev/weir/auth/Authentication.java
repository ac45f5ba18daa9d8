package dev.weir.auth;

/** The result of authenticating a request. */
public sealed interface Authentication {
    /** The key is valid. */
    record Authenticated(Caller caller) implements Authentication {}

    /**
     * There is no valid key.
     *
     * @param message says what is wrong and what to do, never the credential
     */
    record Unauthenticated(String message) implements Authentication {}
}
