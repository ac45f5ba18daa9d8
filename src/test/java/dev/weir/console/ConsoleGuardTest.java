package dev.weir.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.SecretValue;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleGuardTest {
    private static final String PASSWORD = "päss:word";
    private static final String HOST = "localhost:9000";
    private static final String HERE = "127.0.0.1";

    private final AtomicLong nanos = new AtomicLong();
    private final ConsoleGuard guard = guard(Optional.of(PASSWORD), true);

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:9000", "LOCALHOST", "127.0.0.1:9000", "127.1.2.3", "[::1]:9000"})
    void letsThisMachineInByAnyOfItsNames(String host) {
        assertThat(guard.turnsAway(host, basic(PASSWORD), HERE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]:9000"
            })
    void turnsEveryOtherNameAwayOnLoopback(String host) {
        assertThat(guard.turnsAway(host, basic(PASSWORD), HERE))
                .map(ConsoleAnswer::status)
                .contains(421);
    }

    @Test
    void turnsARequestWithoutAHostAway() {
        assertThat(guard.turnsAway(null, basic(PASSWORD), HERE))
                .map(ConsoleAnswer::status)
                .contains(421);
    }

    @Test
    void takesAnyNameWhereOthersReachThePort() {
        assertThat(guard(Optional.of(PASSWORD), false).turnsAway("weir.example", basic(PASSWORD), "10.0.0.9"))
                .isEmpty();
    }

    @Test
    void asksForNoPasswordWhereThereIsNone() {
        assertThat(guard(Optional.empty(), true).turnsAway(HOST, null, HERE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer abc", "Basic", "Basic ???", "Basic bm9ib2R5Og==", "Basic cMOkc3M6d29yZA==", "basic"})
    void asksAgainAfterAWrongCredential(String credential) {
        assertThat(guard.turnsAway(HOST, credential, HERE))
                .map(ConsoleAnswer::status)
                .contains(401);
    }

    @Test
    void boundsTheWrongPasswordsOfAnAddressAndNotThoseOfOthers() {
        IntStream.range(0, 10)
                .forEach(_ -> assertThat(status(basic("no"), "10.0.0.1")).isEqualTo(401));

        assertThat(status(basic("no"), "10.0.0.1")).isEqualTo(429);
        assertThat(status(basic(PASSWORD), "10.0.0.1")).isEqualTo(429);
        assertThat(status(basic(PASSWORD), "10.0.0.2")).isZero();
    }

    @Test
    void forgetsWrongPasswordsAfterAMinute() {
        IntStream.range(0, 11).forEach(_ -> status(basic("no"), "10.0.0.1"));

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));

        assertThat(status(basic(PASSWORD), "10.0.0.1")).isZero();
    }

    @Test
    void neverCountsTheRightPassword() {
        IntStream.range(0, 1_000)
                .forEach(_ -> assertThat(status(basic(PASSWORD), "10.0.0.1")).isZero());
    }

    @Test
    void letsOneAddressUseUpNothingOfOthers() {
        IntStream.range(0, 1_000).forEach(_ -> status(basic("no"), "10.0.0.1"));

        assertThat(status(basic(PASSWORD), "10.0.0.2")).isZero();
    }

    @Test
    void boundsTheWrongPasswordsOfAllAddresses() {
        IntStream.range(0, 600).forEach(at -> status(basic("no"), "10.0." + at / 250 + "." + at % 250));

        assertThat(status(basic("no"), "10.9.9.9")).isEqualTo(429);
    }

    private int status(String credential, String address) {
        return guard.turnsAway(HOST, credential, address)
                .map(ConsoleAnswer::status)
                .orElse(0);
    }

    private ConsoleGuard guard(Optional<String> password, boolean isLoopback) {
        return new ConsoleGuard(() -> password.map(SecretValue::new), isLoopback, new FailedTries(nanos::get));
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("anybody:" + password).getBytes(UTF_8));
    }
}
