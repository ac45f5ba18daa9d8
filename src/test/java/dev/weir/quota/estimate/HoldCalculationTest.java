package dev.weir.quota.estimate;

import static dev.weir.quota.QuotaFixture.PRICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.quota.store.Amounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The worst case: no response may use more output than is held for it. */
class HoldCalculationTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final InputSize TEXT = new InputSize(300, 0, 0, 0);
    private static final Fallbacks NONE = new Fallbacks.Models(List.of());
    private static final String CHEAP = "claude-haiku-5-5";
    private static final String BOUNDED = "claude-opus-5-5";
    private static final String UNBOUNDED = "a-model-nobody-knows";

    private final HoldCalculation holds = new HoldCalculation(() -> PRICES);

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5, 1000, 1000",
        "claude-opus-5-5, 200000, 128000",
        "claude-sonnet-5-5, 200000, 128000",
        "a-model-nobody-knows, 200000, 200000",
        "a-model-nobody-knows, 9223372036854775807, 4503599627370496",
        "claude-opus-5-5, , 128000",
        "a-model-nobody-knows, , 128000",
    })
    void holdsTheOutputAskedForUnlessTheTableKnowsLess(String model, Long maxTokens, long held) {
        OptionalLong requested = maxTokens == null ? OptionalLong.empty() : OptionalLong.of(maxTokens);

        long output = holds.worstOutput(message(model, requested, NONE, TEXT));

        assertThat(output).isEqualTo(held);
    }

    static List<Arguments> fallbacks() {
        return List.of(
                Arguments.of(BOUNDED, new Fallbacks.Models(List.of(BOUNDED)), 128_000),
                Arguments.of(BOUNDED, new Fallbacks.Models(List.of(UNBOUNDED)), 200_000),
                Arguments.of(UNBOUNDED, new Fallbacks.Models(List.of(BOUNDED)), 200_000),
                Arguments.of(BOUNDED, new Fallbacks.UpstreamsChoice(), 200_000));
    }

    @ParameterizedTest
    @MethodSource("fallbacks")
    void holdsTheOutputThatAnyOfTheModelsCanHave(String model, Fallbacks others, long held) {
        long output = holds.worstOutput(message(model, OptionalLong.of(200_000), others, TEXT));

        assertThat(output).isEqualTo(held);
    }

    static List<Arguments> prices() {
        // An hour's cache write and the output per million, both 1.1 times as much in the dearest place
        return List.of(
                Arguments.of(NONE, 316 * 220L + 1_000 * 550L),
                Arguments.of(new Fallbacks.Models(List.of("claude-sonnet-5-5")), 316 * 4_400L + 1_000 * 11_000L),
                Arguments.of(new Fallbacks.Models(List.of("nobody-knows")), 316 * 44_000L + 1_000 * 110_000L),
                Arguments.of(new Fallbacks.UpstreamsChoice(), 316 * 44_000L + 1_000 * 110_000L));
    }

    @ParameterizedTest
    @MethodSource("prices")
    void holdsThePriceOfTheDearestModelThatMayServe(Fallbacks others, long nanoUsd) {
        Amounts held = worst(message(CHEAP, OptionalLong.of(1_000), others, TEXT));

        assertThat(held.nanoUsd()).isEqualTo(nanoUsd);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 316",
        "2, 0, 9884",
        "0, 1, 1000316",
        "0, 5, 1000316",
        "600, 0, 1000316",
        "20, 3, 1000316",
    })
    void holdsNoMoreForAllMediaTogetherThanAPromptCanHave(int images, int documents, long input) {
        InputSize size = new InputSize(300, images, documents, 50_000);

        Amounts held = worst(message(BOUNDED, OptionalLong.of(0), NONE, size));

        assertThat(held.budgetTokens()).isEqualTo(input);
    }

    @Test
    void holdsAsMuchAsCanBeCountedWhereMoreIsRequested() {
        Amounts held = worst(message(UNBOUNDED, OptionalLong.of(Long.MAX_VALUE), NONE, TEXT));

        assertThat(List.of(held.budgetTokens(), held.nanoUsd())).containsExactly(10_000_000_000L, 10_000_000_000_000L);
    }

    private Amounts worst(MessageRequest message) {
        Amounts expected = holds.expected(message, new Estimate(100, 100, 100), NOW);
        return holds.of(message, expected, BudgetHold.WORST_CASE, NOW);
    }

    private static MessageRequest message(String model, OptionalLong maxTokens, Fallbacks others, InputSize size) {
        return new MessageRequest(model, false, maxTokens, Optional.empty(), others, Set.of(), size, false);
    }
}
