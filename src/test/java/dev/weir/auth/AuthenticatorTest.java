package dev.weir.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Authentication.Authenticated;
import dev.weir.auth.Authentication.Unauthenticated;
import dev.weir.policy.ApiKey;
import dev.weir.policy.Plan;
import dev.weir.policy.Policy;
import dev.weir.policy.Team;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final String KEY = "weir_service-key-0123456789";
    private static final String DATED_KEY = "weir_dated-key-0123456789";
    private static final ApiKey SERVICE = key("service", KEY, Optional.empty());
    private static final ApiKey DATED = key("dated", DATED_KEY, Optional.of(LocalDate.of(2027, 6, 30)));
    private static final Team SEARCH = new Team(
            "search",
            Plan.unlimited("developer"),
            ZoneOffset.UTC,
            Optional.empty(),
            Map.of(),
            List.of(SERVICE, DATED),
            Optional.empty());
    private static final Authentication KNOWN = new Authenticated(new Caller(SEARCH, SERVICE));
    private static final Authentication UNKNOWN = new Unauthenticated(
            "This API key is not known here: check that it is"
                    + " complete and meant for this gateway, or ask whoever runs this gateway for one",
            KeyFault.UNKNOWN,
            Optional.empty());
    private static final Authentication MISSING = new Unauthenticated(
            "No API key: send one as 'x-api-key: <key>' or"
                    + " 'Authorization: Bearer <key>', or ask whoever runs this gateway for one",
            KeyFault.NONE_SENT,
            Optional.empty());
    private static final Authentication TWO_KEYS = new Unauthenticated(
            "Two different API keys in 'Authorization' and 'x-api-key': send one, or the same in both",
            KeyFault.TWO_KEYS,
            Optional.empty());
    private static final Authentication OTHER_SCHEME = new Unauthenticated(
            "The header 'Authorization' does not name the"
                    + " scheme Bearer: send 'Authorization: Bearer <key>' or 'x-api-key: <key>'",
            KeyFault.OTHER_SCHEME,
            Optional.empty());

    private final Authenticator authenticator = at("2027-06-30T23:59:59.999Z");

    @Test
    void acceptsAKeyInXApiKey() {
        assertThat(authenticate(List.of(), List.of(KEY))).isEqualTo(KNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   ", " Bearer "})
    void acceptsABearerTokenInAnyCaseOfTheScheme(String scheme) {
        assertThat(authenticate(List.of(scheme + KEY), List.of())).isEqualTo(KNOWN);
    }

    @Test
    void acceptsTheSameKeyInSeveralHeaders() {
        assertThat(authenticate(List.of("Bearer " + KEY, "bearer " + KEY), List.of(KEY, KEY)))
                .isEqualTo(KNOWN);
    }

    @Test
    void ignoresEmptyHeaders() {
        assertThat(authenticate(List.of("Bearer "), List.of(KEY))).isEqualTo(KNOWN);
        assertThat(authenticate(List.of(""), List.of(KEY))).isEqualTo(KNOWN);
        assertThat(authenticate(List.of("Bearer " + KEY), List.of(" "))).isEqualTo(KNOWN);
    }

    @Test
    void explainsHowToSendAKeyWhereThereIsNone() {
        assertThat(authenticate(List.of(), List.of())).isEqualTo(MISSING);
        assertThat(authenticate(List.of("Bearer"), List.of(""))).isEqualTo(MISSING);
    }

    @Test
    void takesTheKnownOneOfTwoKeys() {
        assertThat(authenticate(List.of("Bearer " + KEY), List.of("sk-ant-api03-own-key-of-a-user")))
                .isEqualTo(KNOWN);
        assertThat(authenticate(List.of("Bearer sk-ant-oat01-own-token-of-a-user"), List.of(KEY)))
                .isEqualTo(KNOWN);
        assertThat(authenticate(List.of("Bearer " + KEY), List.of("short"))).isEqualTo(KNOWN);
    }

    @Test
    void rejectsTwoUnknownKeysAsItRejectsOne() {
        assertThat(authenticate(List.of("Bearer weir_unknown-key-0123456789"), List.of("weir_unknown-key-012345678x")))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void rejectsTwoDifferentKeysEvenWhereBothAreKnown() {
        assertThat(authenticate(List.of("Bearer " + KEY), List.of(DATED_KEY))).isEqualTo(TWO_KEYS);
        assertThat(authenticate(List.of("Bearer " + KEY, "Bearer " + DATED_KEY), List.of()))
                .isEqualTo(TWO_KEYS);
        assertThat(authenticate(List.of(), List.of(KEY, "x"))).isEqualTo(TWO_KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", KEY, "Bearer\t" + KEY, "Bearer" + KEY, "Token x"})
    void rejectsOtherSchemes(String authorization) {
        assertThat(authenticate(List.of(authorization), List.of())).isEqualTo(OTHER_SCHEME);
        assertThat(authenticate(List.of(authorization), List.of(KEY))).isEqualTo(OTHER_SCHEME);
        assertThat(authenticate(List.of("Bearer " + KEY, authorization), List.of()))
                .isEqualTo(OTHER_SCHEME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weir_another-key-0123456789",
                "weir_service-key-012345678",
                "weir_service-key-01234567890",
                "WEIR_service-key-0123456789",
                "short",
                "' OR 1=1 --; DROP TABLE keys",
                "weir_service-key\0-0123456789",
                "weir_sérvice-key-0123456789",
                "weir_service-key-0123456789, weir_service-key-0123456789",
            })
    void rejectsEveryUnknownKeyWithTheSameMessage(String key) {
        assertThat(authenticate(List.of(), List.of(key))).isEqualTo(UNKNOWN);
        assertThat(authenticate(List.of("Bearer " + key), List.of())).isEqualTo(UNKNOWN);
    }

    @Test
    void acceptsKeysOf16To256VisibleAsciiCharacters() {
        assertThat(KeyDigest.isKey("!".repeat(16))).isTrue();
        assertThat(KeyDigest.isKey("~".repeat(256))).isTrue();
        assertThat(KeyDigest.isKey("a".repeat(15))).isFalse();
        assertThat(KeyDigest.isKey("a".repeat(257))).isFalse();
        assertThat(KeyDigest.isKey("a".repeat(15) + "\u007f")).isFalse();
        assertThat(KeyDigest.isKey("a".repeat(15) + " ")).isFalse();
        assertThat(KeyDigest.isKey("a".repeat(15) + "\u0100")).isFalse();
    }

    @Test
    void comparesTheWholeDigest() {
        KeyDigest digest = KeyDigest.of(KEY);

        assertThat(digest.matches(SERVICE)).isTrue();
        assertThat(digest.matches(DATED)).isFalse();
        assertThat(KeyDigest.of(KEY + "x").matches(SERVICE)).isFalse();
    }

    @Test
    void acceptsAKeyToTheEndOfItsLastDayInUtc() {
        Authentication before = at("2027-06-30T23:59:59.999Z").authenticate(bare(DATED_KEY));
        Authentication after = at("2027-07-01T00:00:00Z").authenticate(bare(DATED_KEY));

        assertThat(before).isEqualTo(new Authenticated(new Caller(SEARCH, DATED)));
        assertThat(after)
                .isEqualTo(new Unauthenticated(
                        "The API key dated of team search expired at the end of 2027-06-30 (UTC):"
                                + " ask whoever runs this gateway for a new one",
                        KeyFault.EXPIRED,
                        Optional.of(new Caller(SEARCH, DATED))));
    }

    @Test
    void usesThePolicyInForceAtEachRequest() {
        AtomicReference<Policy> policy = new AtomicReference<>(new Policy(List.of()));
        Authenticator following = new Authenticator(policy::get, Clock.systemUTC());
        Authentication before = following.authenticate(bare(KEY));
        policy.set(new Policy(List.of(SEARCH)));

        Authentication after = following.authenticate(bare(KEY));

        assertThat(before).isEqualTo(UNKNOWN);
        assertThat(after).isEqualTo(KNOWN);
    }

    @Test
    void neverRepeatsACredentialAndNeverThrows() {
        Random random = new Random(4711);
        for (int i = 0; i < 5_000; i++) {
            String secret = "canary" + characters(random);
            Credentials credentials = new Credentials(
                    random.nextBoolean() ? List.of(prefix(random) + secret) : List.of(),
                    random.nextBoolean() ? List.of(secret + prefix(random), prefix(random)) : List.of());

            Authentication authentication = authenticator.authenticate(credentials);

            assertThat(authentication)
                    .isInstanceOfSatisfying(
                            Unauthenticated.class,
                            rejected -> assertThat(rejected.message()).doesNotContain("canary"));
            assertThat(credentials.toString()).doesNotContain("canary");
        }
    }

    @Test
    void distinguishesKeysWithACommonPrefix() {
        for (int end = 1; end < KEY.length(); end++) {
            String changed = KEY.substring(0, end) + "Z" + KEY.substring(end + 1);

            assertThat(authenticate(List.of(), List.of(changed))).isEqualTo(UNKNOWN);
        }
    }

    private Authentication authenticate(List<String> authorization, List<String> apiKey) {
        return authenticator.authenticate(new Credentials(authorization, apiKey));
    }

    private static Credentials bare(String key) {
        return new Credentials(List.of(), List.of(key));
    }

    private static Authenticator at(String time) {
        Policy policy = new Policy(List.of(SEARCH));
        return new Authenticator(() -> policy, Clock.fixed(Instant.parse(time), ZoneId.of("Pacific/Auckland")));
    }

    private static ApiKey key(String id, String key, Optional<LocalDate> expires) {
        return new ApiKey(id, KeyDigest.of(key).hex(), Optional.empty(), expires);
    }

    private static String prefix(Random random) {
        return List.of("", "Bearer ", "bearer", "Basic ", " ", "\"").get(random.nextInt(6));
    }

    private static String characters(Random random) {
        return random.ints(random.nextInt(400), 0, 0x250)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
