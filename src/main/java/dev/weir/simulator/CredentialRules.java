package dev.weir.simulator;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Optional;

/** Accepts any key except {@code invalid} and those that begin with {@code invalid-}. Source: Messages API, errors. */
final class CredentialRules {
    private static final String BEARER = "bearer ";

    private CredentialRules() {}

    /** The error for an invalid credential; empty for a valid one. Where both headers are present the key counts. */
    static Optional<ApiError> fault(MultiMap headers) {
        Optional<String> key = Optional.ofNullable(headers.get("x-api-key"));
        if (key.isPresent()) {
            return key.filter(CredentialRules::isInvalid).map(_ -> ApiError.unauthenticated("invalid x-api-key"));
        }
        Optional<String> token = Optional.ofNullable(headers.get("authorization"))
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
        if (token.isEmpty()) {
            return Optional.of(ApiError.unauthenticated("x-api-key header is required"));
        }
        return token.filter(CredentialRules::isInvalid).map(_ -> ApiError.unauthenticated("Invalid bearer token"));
    }

    private static boolean isInvalid(String credential) {
        return credential.isBlank() || credential.equals("invalid") || credential.startsWith("invalid-");
    }
}
