package dev.weir.auth;

import dev.weir.auth.CredentialReading.Missing;
import dev.weir.auth.CredentialReading.Presented;
import dev.weir.auth.CredentialReading.Rejected;
import dev.weir.policy.KnownKey;
import dev.weir.policy.Policy;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * Tells who is calling from the credential of a call: one digest and one look-up, whether the key is known or not.
 *
 * <p>Safe for any thread, never blocks.
 */
public final class Authenticator {
    private static final String ASK = "ask whoever runs this gateway for ";

    private final Supplier<Policy> policy;
    private final Clock clock;

    /**
     * Authenticates by the policy in force at the time of each call.
     *
     * @param clock says on which day of UTC a key expires
     */
    public Authenticator(Supplier<Policy> policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** Judges the credentials of a call; never throws, and no message holds any part of them. */
    public Authentication authenticate(Credentials credentials) {
        return switch (CredentialReading.of(credentials)) {
            case Missing() ->
                refuse("No API key: send one as 'x-api-key: <key>' or 'Authorization: Bearer <key>', or " + ASK
                        + "one");
            case Rejected(String message) -> refuse(message);
            case Presented(String key) -> look(key);
        };
    }

    private Authentication look(String key) {
        if (!KeyDigest.isKey(key)) {
            return unknown();
        }
        KeyDigest digest = KeyDigest.of(key);
        return policy.get()
                .key(digest.hex())
                .filter(known -> digest.isThatOf(known.key()))
                .map(this::judge)
                .orElseGet(Authenticator::unknown);
    }

    private Authentication judge(KnownKey known) {
        return known.key()
                .expires()
                .filter(lastDay ->
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isAfter(lastDay))
                .map(lastDay -> expired(known, lastDay))
                .orElseGet(() -> new Authentication.Authenticated(new Caller(known.team(), known.key())));
    }

    private static Authentication expired(KnownKey known, LocalDate lastDay) {
        return refuse("The API key " + known.key().id() + " of team "
                + known.team().name() + " expired at the end of " + lastDay + " (UTC): " + ASK + "a new one");
    }

    private static Authentication unknown() {
        return refuse("This API key is not known here: check that it is complete and meant for this gateway, or " + ASK
                + "one");
    }

    private static Authentication refuse(String message) {
        return new Authentication.Unauthenticated(message);
    }
}
