package dev.weir.auth;

import dev.weir.auth.CredentialReading.Both;
import dev.weir.auth.CredentialReading.Missing;
import dev.weir.auth.CredentialReading.Presented;
import dev.weir.auth.CredentialReading.Rejected;
import dev.weir.policy.KnownKey;
import dev.weir.policy.Policy;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Authenticates requests by their credentials: one digest and one lookup for each key, whether it is known or not.
 *
 * <p>Safe for any thread, never blocks.
 */
public final class Authenticator {
    private static final String ASK = "ask whoever runs this gateway for ";

    private final Supplier<Policy> policy;
    private final Clock clock;

    /**
     * Authenticates by the policy in force at the time of each request.
     *
     * @param clock says on which day of UTC a key expires
     */
    public Authenticator(Supplier<Policy> policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** Authenticates the credentials of a request; never throws, and no message contains any part of them. */
    public Authentication authenticate(Credentials credentials) {
        return switch (CredentialReading.of(credentials)) {
            case Missing() ->
                reject(
                        "No API key: send one as 'x-api-key: <key>' or 'Authorization: Bearer <key>', or " + ASK
                                + "one",
                        KeyFault.NONE_SENT);
            case Rejected(String message, KeyFault fault) -> reject(message, fault);
            case Presented(String key) -> lookUp(key).map(this::checkExpiry).orElseGet(Authenticator::unknown);
            case Both(String authorization, String apiKey) -> theKnownOne(lookUp(authorization), lookUp(apiKey));
        };
    }

    /** Chooses the known one of two keys: Claude Code sends a key of its user besides Weir's token. */
    private Authentication theKnownOne(Optional<KnownKey> authorization, Optional<KnownKey> apiKey) {
        if (authorization.isPresent() && apiKey.isPresent()) {
            Rejected two = CredentialReading.twoKeys();
            return reject(two.message(), two.fault());
        }
        return authorization.or(() -> apiKey).map(this::checkExpiry).orElseGet(Authenticator::unknown);
    }

    private Optional<KnownKey> lookUp(String key) {
        if (!KeyDigest.isKey(key)) {
            return Optional.empty();
        }
        KeyDigest digest = KeyDigest.of(key);
        return policy.get().key(digest.hex()).filter(known -> digest.matches(known.key()));
    }

    private Authentication checkExpiry(KnownKey known) {
        return known.key()
                .expires()
                .filter(lastDay ->
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isAfter(lastDay))
                .map(lastDay -> expired(known, lastDay))
                .orElseGet(() -> new Authentication.Authenticated(new Caller(known.team(), known.key())));
    }

    private static Authentication expired(KnownKey known, LocalDate lastDay) {
        return new Authentication.Unauthenticated(
                "The API key " + known.key().id() + " of team " + known.team().name() + " expired at the end of "
                        + lastDay + " (UTC): " + ASK + "a new one",
                KeyFault.EXPIRED,
                Optional.of(new Caller(known.team(), known.key())));
    }

    private static Authentication unknown() {
        return reject(
                "This API key is not known here: check that it is complete and meant for this gateway, or " + ASK
                        + "one",
                KeyFault.UNKNOWN);
    }

    private static Authentication reject(String message, KeyFault fault) {
        return new Authentication.Unauthenticated(message, fault, Optional.empty());
    }
}
