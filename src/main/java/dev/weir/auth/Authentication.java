package dev.weir.auth;

import java.util.Optional;

/** The result of authenticating a request. */
public sealed interface Authentication {
    /** The key is valid. */
    record Authenticated(Caller caller) implements Authentication {}

    /**
     * There is no valid key.
     *
     * @param message says what is wrong and what to do, never the credential
     * @param whose whose key it was; absent where no team has it
     */
    record Unauthenticated(String message, KeyFault fault, Optional<Caller> whose) implements Authentication {}
}
