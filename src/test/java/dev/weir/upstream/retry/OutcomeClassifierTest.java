package dev.weir.upstream.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorFacts;
import dev.weir.upstream.retry.Classification.KeyEffect;
import dev.weir.upstream.retry.Classification.Next;
import dev.weir.upstream.retry.Classification.OnKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeClassifierTest {
    private static final OutcomeClassifier CLASSIFIER = new OutcomeClassifier(Set.of(429, 500, 502, 503, 504, 529));
    private static final KeyEffect.None NO_EFFECT = new KeyEffect.None();

    @ParameterizedTest
    @CsvSource({
        "500, api_error, INTERNAL_ERROR",
        "502, api_error, SERVER_ERROR",
        "503, api_error, SERVER_ERROR",
        "504, timeout_error, SERVER_ERROR",
        "529, overloaded_error, OVERLOADED"
    })
    void retriesServerErrorsOnTheSameKey(int status, String type, RetryReason reason) {
        Classification classification = CLASSIFIER.classify(response(status, type, Optional.of(Duration.ofSeconds(2))));

        assertThat(classification)
                .isEqualTo(new Classification(
                        new Next.Retry(reason, OnKey.SAME, Optional.of(Duration.ofSeconds(2))), NO_EFFECT));
    }

    @ParameterizedTest
    @MethodSource("statusesThatAreTheCallersOrGood")
    void relaysEveryOtherStatusAndLeavesTheKeyAlone(int status) {
        Classification classification = CLASSIFIER.classify(response(status, "any_error", Optional.empty()));

        assertThat(classification).isEqualTo(new Classification(new Next.GiveUp(), NO_EFFECT));
    }

    static IntStream statusesThatAreTheCallersOrGood() {
        Set<Integer> others = Set.of(401, 429, 500, 502, 503, 504, 529);
        return IntStream.range(200, 600).filter(status -> !others.contains(status));
    }

    @Test
    void restsTheKeyForAsLongAsARateLimitSays() {
        Classification classification =
                CLASSIFIER.classify(response(429, "rate_limit_error", Optional.of(Duration.ofSeconds(20))));

        assertThat(classification)
                .isEqualTo(new Classification(
                        new Next.Retry(RetryReason.RATE_LIMIT, OnKey.OTHER_FIRST, Optional.of(Duration.ofSeconds(20))),
                        new KeyEffect.Rest(Duration.ofSeconds(20))));
    }

    @Test
    void tellsAnAccelerationLimitFromARateLimit() {
        Classification classification =
                CLASSIFIER.classify(responded(429, "rate_limit_error", "ramp_limit_exceeded", "Slow down."));

        assertThat(classification)
                .isEqualTo(new Classification(
                        new Next.Retry(RetryReason.ACCELERATION, OnKey.OTHER_FIRST, Optional.empty()),
                        new KeyEffect.Rest(Duration.ofSeconds(5))));
    }

    @ParameterizedTest
    @CsvSource({
        "429, rate_limit_error, enforced_spend_limit_reached",
        "429, rate_limit_error, contract_spend_limit_reached",
        "400, invalid_request_error, organization_on_hold",
        "403, permission_error, organization_on_hold",
        "400, invalid_request_error, cmek_key_disabled"
    })
    void takesTheKeyOutOnAnAccountLevelCode(int status, String type, String code) {
        Classification classification = CLASSIFIER.classify(responded(status, type, code, "No access."));

        assertThat(classification)
                .isEqualTo(new Classification(
                        new Next.Retry(RetryReason.ACCOUNT, OnKey.OTHER_ONLY, Optional.empty()),
                        new KeyEffect.Out(RetryReason.ACCOUNT, Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."
                        + "|2026-12-01T00:00:00Z",
                "You have reached your specified workspace API usage limits. You will regain access on 2026-12-03."
                        + "|2026-12-03T00:00:00Z",
                "You have reached your specified API usage limits. You will regain access on 2026-13-77 at 00:00 UTC.|"
            })
    void takesTheKeyOutUntilTheDateWhereItsOwnLimitIsReached(String message, Instant until) {
        Classification classification = CLASSIFIER.classify(new AttemptEnd.Responded(
                400, new ErrorFacts("invalid_request_error", Optional.empty(), message), RetryHints.NONE));

        assertThat(classification.effect())
                .isEqualTo(new KeyEffect.Out(RetryReason.ACCOUNT, Optional.ofNullable(until)));
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 403, 429})
    void takesTheWordingOfAnOwnLimitForOneOnlyAtStatus400(int status) {
        Classification classification = CLASSIFIER.classify(new AttemptEnd.Responded(
                status,
                new ErrorFacts("x", Optional.empty(), "You have reached your specified API usage limits."),
                RetryHints.NONE));

        assertThat(classification.effect()).isNotInstanceOf(KeyEffect.Out.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user_profile_billing_not_authorized", "linked_organization_spend_limit_reached", "unknown"})
    void leavesTheKeyAloneForWhatABodyCanChoose(String code) {
        Classification classification = CLASSIFIER.classify(responded(402, "billing_error", code, "x"));

        assertThat(classification).isEqualTo(new Classification(new Next.GiveUp(), NO_EFFECT));
    }

    @Test
    void takesOutAKeyThatIsNotAccepted() {
        Classification classification = CLASSIFIER.classify(response(401, "authentication_error", Optional.empty()));

        assertThat(classification)
                .isEqualTo(new Classification(
                        new Next.Retry(RetryReason.KEY_REJECTED, OnKey.OTHER_ONLY, Optional.empty()),
                        new KeyEffect.Out(RetryReason.KEY_REJECTED, Optional.empty())));
    }

    @Test
    void leavesTheKeyInUseOnA401ThatIsNotTheApis() {
        Classification classification = CLASSIFIER.classify(response(401, "", Optional.empty()));

        assertThat(classification.effect()).isEqualTo(NO_EFFECT);
    }

    @Test
    void doesNotRetryWhatTheUpstreamForbidsToRetry() {
        RetryHints forbidden = new RetryHints(Optional.empty(), true);

        Stream<Next> next = Stream.of(429, 500, 502, 503, 504, 529)
                .map(status -> CLASSIFIER.classify(new AttemptEnd.Responded(status, ErrorFacts.NONE, forbidden)))
                .map(Classification::next);

        assertThat(next).containsOnly(new Next.GiveUp());
    }

    @Test
    void retriesWithoutAResponseWhatMayNotHaveBeenServed() {
        Stream<Next> next = Stream.of(
                        new AttemptEnd.NotConnected(), new AttemptEnd.TlsRejected(), new AttemptEnd.ClosedEarly())
                .map(end -> CLASSIFIER.classify(end).next());

        assertThat(next)
                .containsExactly(
                        new Next.Retry(RetryReason.CONNECT, OnKey.OTHER_FIRST, Optional.empty()),
                        new Next.Retry(RetryReason.TLS, OnKey.OTHER_ONLY, Optional.empty()),
                        new Next.Retry(RetryReason.RESET, OnKey.SAME, Optional.empty()));
    }

    @Test
    void neverRetriesALateFirstByteNorWhatWasNotSent() {
        Stream<Classification> classifications = Stream.of(
                        new AttemptEnd.FirstByteLate(), new AttemptEnd.NoConnectionFree(), new AttemptEnd.Cancelled())
                .map(CLASSIFIER::classify);

        assertThat(classifications).containsOnly(new Classification(new Next.GiveUp(), NO_EFFECT));
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, 529",
        "rate_limit_error, 429",
        "timeout_error, 504",
        "api_error, 500",
        "authentication_error, 401",
        "invalid_request_error, 400",
        "new_error, 400"
    })
    void takesAnErrorEventForTheStatusOfItsType(String type, int status) {
        ErrorFacts error = new ErrorFacts(type, Optional.empty(), "");

        Classification classification = CLASSIFIER.classify(new AttemptEnd.ErrorEvent(error, RetryHints.NONE));

        assertThat(classification)
                .isEqualTo(CLASSIFIER.classify(new AttemptEnd.Responded(status, error, RetryHints.NONE)));
    }

    @Test
    void retriesOnlyTheStatusesThatAreSet() {
        OutcomeClassifier classifier = new OutcomeClassifier(Set.of(408, 409, 503));

        IntStream retried = IntStream.range(400, 600)
                .filter(status -> status != 401)
                .filter(status -> classifier
                                .classify(response(status, "", Optional.empty()))
                                .next()
                        instanceof Next.Retry);

        assertThat(retried).containsExactly(408, 503);
    }

    private static AttemptEnd response(int status, String type, Optional<Duration> retryAfter) {
        return new AttemptEnd.Responded(
                status, new ErrorFacts(type, Optional.empty(), ""), new RetryHints(retryAfter, false));
    }

    private static AttemptEnd responded(int status, String type, String code, String message) {
        return new AttemptEnd.Responded(status, new ErrorFacts(type, Optional.of(code), message), RetryHints.NONE);
    }
}
