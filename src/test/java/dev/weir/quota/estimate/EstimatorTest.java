package dev.weir.quota.estimate;

import static dev.weir.quota.QuotaFixture.MODEL;
import static dev.weir.quota.QuotaFixture.PRICES;
import static dev.weir.quota.QuotaFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.quota.QuotaFixture;
import dev.weir.quota.store.Subject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {
    private static final Subject ALICE = new Subject("search", "a");
    private static final Subject BOB = new Subject("search", "b");

    private final Estimator estimator = new Estimator(() -> PRICES);

    @Test
    void beginsWithThreeBytesATokenNothingCachedAndAShortResponse() {
        Estimate estimate = estimator.estimate(ALICE, message(3_000, 100_000));

        assertThat(estimate).isEqualTo(new Estimate(1_000, 1_000, 2_048));
    }

    @Test
    void neverExpectsMoreOutputThanWasAskedFor() {
        assertThat(estimator.estimate(ALICE, message(3, 7)).outputTokens()).isEqualTo(7);
    }

    @Test
    void countsMediaBesidesText() {
        MessageRequest message = new MessageRequest(
                MODEL,
                false,
                OptionalLong.of(1),
                Optional.empty(),
                new Fallbacks.Models(List.of()),
                Set.of(),
                new InputSize(300, 2, 1, 50_000),
                false);

        assertThat(estimator.estimate(ALICE, message).promptTokens()).isEqualTo(100 + 2 * 1_568 + 10_000);
    }

    @Test
    void learnsFromWhatAUserReallyUsed() {
        learn(ALICE, 3, new Usage(100, 800, 100, 0, 60, 0, List.of()));

        Estimate estimate = estimator.estimate(ALICE, message(4_000, 100_000));

        // 4 bytes a token, a fifth of them uncached, responses of 60 tokens
        assertThat(estimate).isEqualTo(new Estimate(1_000, 200, 60));
    }

    @Test
    void learnsNothingFromFewerThanThree() {
        learn(ALICE, 2, new Usage(100, 800, 100, 0, 60, 0, List.of()));

        assertThat(estimator.estimate(ALICE, message(3_000, 100_000))).isEqualTo(new Estimate(1_000, 1_000, 2_048));
    }

    @Test
    void takesWhatTheModelTaughtForAUserThatItDoesNotKnow() {
        learn(ALICE, 3, new Usage(1_000, 0, 0, 0, 60, 0, List.of()));

        assertThat(estimator.estimate(BOB, message(4_000, 100_000))).isEqualTo(new Estimate(1_000, 1_000, 60));
    }

    @Test
    void expectsWhatNineInTenResponsesDoNotExceed() {
        for (int output = 1; output <= 10; output++) {
            learn(ALICE, 1, new Usage(1_000, 0, 0, 0, 100L * output, 0, List.of()));
        }

        assertThat(estimator.estimate(ALICE, message(4_000, 100_000)).outputTokens())
                .isEqualTo(900);
    }

    @Test
    void learnsNoOutputFromAResponseThatBrokeOff() {
        Usage usage = new Usage(1_000, 0, 0, 0, 1, 0, List.of());
        for (int time = 0; time < 3; time++) {
            estimator.learn(ALICE, message(4_000, 1), QuotaFixture.facts(Provenance.PARTIAL, 0, usage));
        }

        assertThat(estimator.estimate(ALICE, message(4_000, 100_000)).outputTokens())
                .isEqualTo(2_048);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "stop_sequence", "refusal"})
    void learnsNothingAboutLongerResponsesFromOnesThatWereCutShort(String stopReason) {
        for (int time = 0; time < 5; time++) {
            estimator.learn(ALICE, message(4_000, 1), stopped(stopReason, 1));
        }

        assertThat(estimator.estimate(ALICE, message(4_000, 64_000)).outputTokens())
                .isEqualTo(2_048);
    }

    @Test
    void learnsFromResponsesThatWereCutShortBeyondWhatWasExpected() {
        for (int time = 0; time < 3; time++) {
            estimator.learn(ALICE, message(4_000, 32_000), stopped("max_tokens", 32_000));
        }

        assertThat(estimator.estimate(ALICE, message(4_000, 64_000)).outputTokens())
                .isEqualTo(32_000);
    }

    @Test
    void neverExpectsMoreThanATokenForAByte() {
        learn(ALICE, 3, new Usage(1_000_000, 0, 0, 0, 1, 0, List.of()));

        assertThat(estimator.estimate(ALICE, message(5_000, 1)).promptTokens()).isEqualTo(5_000);
    }

    private static ResponseFacts stopped(String stopReason, long output) {
        return new ResponseFacts(
                Optional.empty(),
                Optional.of(MODEL),
                Optional.of(stopReason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Usage(1_000, 0, 0, 0, output, 0, List.of())),
                Provenance.EXACT,
                0,
                ResponseKind.MESSAGE);
    }

    private void learn(Subject who, int times, Usage usage) {
        for (int time = 0; time < times; time++) {
            estimator.learn(who, message(4_000, 100_000), QuotaFixture.facts(Provenance.EXACT, 0, usage));
        }
    }
}
