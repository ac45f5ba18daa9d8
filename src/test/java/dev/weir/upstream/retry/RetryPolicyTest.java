package dev.weir.upstream.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorFacts;
import dev.weir.upstream.retry.Classification.Next;
import dev.weir.upstream.retry.Classification.OnKey;
import dev.weir.upstream.retry.RetryPolicy.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The decision table: every row of the reference's error table × attempt × time left × the client's own retries. */
class RetryPolicyTest {
    private static final Duration DEADLINE = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MAX_ATTEMPTS = 3;
    private static final OutcomeClassifier CLASSIFIER = new OutcomeClassifier(Set.of(429, 500, 502, 503, 504, 529));

    private final RetryPolicy policy = new RetryPolicy(new RetrySettings(), new SplittableRandom(4711));

    /** What is expected of a row while there are attempts and time left, and no other key. */
    private enum Expected {
        RELAY,
        WAIT,
        WAIT_ONCE,
        OTHER_KEY_ONLY
    }

    private record DecisionRow(String name, AttemptEnd end, Expected expected) {}

    private static List<DecisionRow> rows() {
        return List.of(
                row(400, "invalid_request_error", Expected.RELAY),
                coded(400, "organization_on_hold", Expected.OTHER_KEY_ONLY),
                coded(400, "request_body_timeout", Expected.RELAY),
                worded(400, "You have reached your specified API usage limits.", Expected.OTHER_KEY_ONLY),
                row(401, "authentication_error", Expected.OTHER_KEY_ONLY),
                row(402, "billing_error", Expected.RELAY),
                coded(402, "linked_organization_billing_unavailable", Expected.RELAY),
                row(403, "permission_error", Expected.RELAY),
                coded(403, "sandbox_egress_restricted", Expected.RELAY),
                coded(403, "organization_on_hold", Expected.OTHER_KEY_ONLY),
                row(404, "not_found_error", Expected.RELAY),
                row(408, "", Expected.RELAY),
                row(409, "conflict_error", Expected.RELAY),
                row(412, "", Expected.RELAY),
                row(413, "request_too_large", Expected.RELAY),
                row(422, "", Expected.RELAY),
                row(429, "rate_limit_error", Expected.WAIT),
                coded(429, "ramp_limit_exceeded", Expected.WAIT),
                coded(429, "enforced_spend_limit_reached", Expected.OTHER_KEY_ONLY),
                coded(429, "contract_spend_limit_reached", Expected.OTHER_KEY_ONLY),
                row(431, "", Expected.RELAY),
                row(499, "", Expected.RELAY),
                row(500, "api_error", Expected.WAIT_ONCE),
                row(501, "not_supported", Expected.RELAY),
                row(502, "", Expected.WAIT),
                row(503, "", Expected.WAIT),
                coded(503, "cmek_key_unreachable", Expected.WAIT),
                row(504, "timeout_error", Expected.WAIT),
                row(529, "overloaded_error", Expected.WAIT),
                coded(529, "compaction_unavailable", Expected.WAIT),
                new DecisionRow("no connection", new AttemptEnd.NotConnected(), Expected.WAIT),
                new DecisionRow("TLS rejected", new AttemptEnd.TlsRejected(), Expected.OTHER_KEY_ONLY),
                new DecisionRow("closed early", new AttemptEnd.ClosedEarly(), Expected.WAIT),
                new DecisionRow("first byte late", new AttemptEnd.FirstByteLate(), Expected.RELAY),
                new DecisionRow("no connection free", new AttemptEnd.NoConnectionFree(), Expected.RELAY),
                new DecisionRow("event overloaded_error", event("overloaded_error"), Expected.WAIT),
                new DecisionRow("event api_error", event("api_error"), Expected.WAIT_ONCE),
                new DecisionRow("event invalid_request_error", event("invalid_request_error"), Expected.RELAY));
    }

    @TestFactory
    List<DynamicTest> decidesEveryRowAtEveryAttemptTimeLeftAndRetryCount() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DecisionRow row : rows()) {
            tests.add(DynamicTest.dynamicTest(row.name(), () -> decidesEverywhere(row)));
        }
        return tests;
    }

    private void decidesEverywhere(DecisionRow row) {
        Next next = CLASSIFIER.classify(row.end()).next();
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            for (int clientRetries = 0; clientRetries <= 10; clientRetries++) {
                for (Duration waited : List.of(Duration.ZERO, Duration.ofSeconds(5), DEADLINE)) {
                    for (Duration clientWaits : List.of(Duration.ZERO, Duration.ofMillis(1), LONG)) {
                        for (boolean otherKey : new boolean[] {false, true}) {
                            RetryProgress progress =
                                    new RetryProgress(attempt, attempt, waited, clientRetries, clientWaits);
                            assertThat(policy.decide(next, progress, otherKey))
                                    .as("%s %s other key: %s", row.name(), progress, otherKey)
                                    .isInstanceOf(expected(row, next, progress, otherKey));
                        }
                    }
                }
            }
        }
    }

    private static Class<? extends Decision> expected(
            DecisionRow row, Next next, RetryProgress progress, boolean otherKey) {
        boolean attempts = progress.attempts() + progress.clientRetries() < MAX_ATTEMPTS;
        boolean time = progress.waited().compareTo(DEADLINE) < 0
                && progress.clientWaits().isPositive();
        boolean moves = next instanceof Next.Retry(var _, OnKey on, var _) && on == OnKey.OTHER_FIRST;
        return switch (row.expected()) {
            case RELAY -> Decision.Relay.class;
            case OTHER_KEY_ONLY -> otherKey ? Decision.OtherKey.class : Decision.Relay.class;
            case WAIT -> {
                if (attempts && moves && otherKey) {
                    yield Decision.OtherKey.class;
                }
                yield attempts && time ? Decision.Wait.class : Decision.Relay.class;
            }
            case WAIT_ONCE ->
                attempts && time && progress.internalErrors() == 1 ? Decision.Wait.class : Decision.Relay.class;
        };
    }

    @Test
    void waitsAtLeastAsLongAsTheUpstreamAsksAndNotMuchLonger() {
        Next next = asked(Duration.ofSeconds(3));

        List<Duration> waits = waits(next, progress(1, Duration.ZERO), 1000);

        assertThat(waits).allMatch(wait -> within(wait, Duration.ofSeconds(3), Duration.ofMillis(3500)));
    }

    @Test
    void respondsAtOnceWhereTheWaitWouldPassTheDeadline() {
        Next next = asked(Duration.ofSeconds(4));

        Decision decision = policy.decide(next, progress(1, Duration.ofMillis(4001)), false);

        assertThat(decision).isEqualTo(new Decision.Relay());
    }

    @Test
    void respondsAtOnceWhereTheClientWouldHaveGivenUpFirst() {
        RetryProgress impatient = new RetryProgress(1, 0, Duration.ZERO, 0, Duration.ofSeconds(2));

        Decision decision = policy.decide(asked(Duration.ofSeconds(3)), impatient, false);

        assertThat(decision).isEqualTo(new Decision.Relay());
    }

    @Test
    void spreadsWaitsOverTheWholeOfABoundThatDoubles() {
        Next next = new Next.Retry(RetryReason.OVERLOADED, OnKey.SAME, Optional.empty());
        List<Duration> first = waits(next, progress(1, Duration.ZERO), 1000);
        List<Duration> second = waits(next, progress(2, Duration.ZERO), 1000);

        assertThat(List.of(spread(first), spread(second)))
                .isEqualTo(List.of("0-500: true, low: true, high: true", "0-1000: true, low: true, high: true"));
    }

    @Test
    void neverWaitsLongerThanWhatIsLeftOfTheDeadline() {
        Next next = new Next.Retry(RetryReason.OVERLOADED, OnKey.SAME, Optional.empty());

        List<Duration> waits = waits(next, progress(2, DEADLINE.minusMillis(1)), 100);

        assertThat(waits).allMatch(wait -> within(wait, Duration.ZERO, Duration.ofMillis(1)));
    }

    private static String spread(List<Duration> waits) {
        long longest = waits.stream().mapToLong(Duration::toMillis).max().orElse(0);
        long bound = longest < 500 ? 500 : 1000;
        boolean low = waits.stream().anyMatch(wait -> wait.toMillis() < bound / 20);
        boolean high = waits.stream().anyMatch(wait -> wait.toMillis() > bound * 19 / 20);
        return "0-" + bound + ": " + (longest <= bound) + ", low: " + low + ", high: " + high;
    }

    private List<Duration> waits(Next next, RetryProgress progress, int times) {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (policy.decide(next, progress, false) instanceof Decision.Wait(var _, Duration time)) {
                waits.add(time);
            }
        }
        assertThat(waits).hasSize(times);
        return waits;
    }

    private static boolean within(Duration wait, Duration least, Duration most) {
        return wait.compareTo(least) >= 0 && wait.compareTo(most) <= 0;
    }

    private static Next asked(Duration retryAfter) {
        return new Next.Retry(RetryReason.OVERLOADED, OnKey.SAME, Optional.of(retryAfter));
    }

    private static RetryProgress progress(int attempts, Duration waited) {
        return new RetryProgress(attempts, 0, waited, 0, LONG);
    }

    private static DecisionRow row(int status, String type, Expected expected) {
        return new DecisionRow(status + " " + type, response(status, type, Optional.empty(), ""), expected);
    }

    private static DecisionRow coded(int status, String code, Expected expected) {
        return new DecisionRow(status + " " + code, response(status, "any_error", Optional.of(code), ""), expected);
    }

    private static DecisionRow worded(int status, String message, Expected expected) {
        return new DecisionRow(
                status + " " + message, response(status, "any_error", Optional.empty(), message), expected);
    }

    private static AttemptEnd response(int status, String type, Optional<String> code, String message) {
        return new AttemptEnd.Responded(status, new ErrorFacts(type, code, message), RetryHints.NONE);
    }

    private static AttemptEnd event(String type) {
        return new AttemptEnd.ErrorEvent(new ErrorFacts(type, Optional.empty(), ""), RetryHints.NONE);
    }

    private static final class RetrySettings implements RetryConfig {
        @Override
        public Set<Integer> on() {
            return Set.of();
        }

        @Override
        public int maxAttempts() {
            return MAX_ATTEMPTS;
        }

        @Override
        public Duration deadline() {
            return DEADLINE;
        }
    }
}
