package dev.weir.upstream.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final CircuitBreaker breaker = new CircuitBreaker(20);
    private long nanos = -3 * SECOND;

    @Test
    void staysClosedBelowTwentyAttempts() {
        fail(19);

        assertThat(breaker.permit(nanos)).isTrue();
    }

    @Test
    void opensAtTwentyAttemptsOfWhichHalfFailed() {
        succeed(10);
        fail(10);

        assertThat(breaker.permit(nanos)).isFalse();
    }

    @Test
    void staysClosedWhereLessThanHalfFailed() {
        succeed(11);
        fail(10);

        assertThat(breaker.permit(nanos)).isTrue();
    }

    @Test
    void forgetsAttemptsAfterTenSeconds() {
        fail(19);
        nanos += 10 * SECOND;
        fail(1);

        assertThat(breaker.permit(nanos)).isTrue();
    }

    @Test
    void letsOneProbeThroughEveryFiveSeconds() {
        fail(20);
        nanos += 5 * SECOND;

        boolean[] permits = {
            breaker.mayPermit(nanos), breaker.permit(nanos), breaker.mayPermit(nanos), breaker.permit(nanos)
        };
        nanos += 5 * SECOND;

        assertThat(permits).containsExactly(true, true, false, false);
        assertThat(breaker.permit(nanos)).isTrue();
    }

    @Test
    void saysHowLongItIsUntilTheProbe() {
        fail(20);
        nanos += 2 * SECOND;

        assertThat(breaker.untilProbe(nanos)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void closesWhereTheProbeSucceedsAndStartsAnew() {
        fail(20);
        nanos += 5 * SECOND;

        boolean closed = breaker.permit(nanos) && breaker.succeeded(nanos);
        fail(18);

        assertThat(closed).isTrue();
        assertThat(breaker.permit(nanos)).isTrue();
    }

    @Test
    void staysOpenWhereTheProbeFails() {
        fail(20);
        nanos += 5 * SECOND;
        breaker.permit(nanos);
        fail(1);
        nanos += SECOND;

        assertThat(breaker.permit(nanos)).isFalse();
    }

    @Test
    void neverOpensWithoutAMinimumOfAttempts() {
        CircuitBreaker never = new CircuitBreaker(0).withSameSettings();
        IntStream.range(0, 100).forEach(_ -> never.failed(nanos));

        assertThat(never.permit(nanos)).isTrue();
    }

    private void fail(int times) {
        IntStream.range(0, times).forEach(_ -> breaker.failed(nanos));
    }

    private void succeed(int times) {
        IntStream.range(0, times).forEach(_ -> breaker.succeeded(nanos));
    }
}
