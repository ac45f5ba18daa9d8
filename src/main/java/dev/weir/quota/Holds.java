package dev.weir.quota;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.store.Amounts;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How much is held for a call: what is expected of it, and for budgets the worst case where the plan asks for it. */
final class Holds {
    /** What a prompt holds besides its text. */
    static final long WRAPPER_TOKENS = 16;

    /** Source: Messages API, vision: the cap of the newer models. */
    static final long IMAGE_CAP = 4_784;

    /** A document can fill the largest context window; no more can be asked of a model. */
    static final long DOCUMENT_CAP = 1_000_000;

    /** Of a model whose bound the price table does not know. */
    static final long UNKNOWN_MAX_OUTPUT = 128_000;

    private final Supplier<PriceTable> prices;

    Holds(Supplier<PriceTable> prices) {
        this.prices = prices;
    }

    Amounts of(MessageRequest message, Estimate estimate, BudgetHold budgetHold, Instant at) {
        Amounts expected = expected(message, estimate, at);
        return switch (budgetHold) {
            case EXPECTED -> expected;
            case WORST_CASE -> worstCase(expected, message, at);
        };
    }

    /** Returns what is expected, at every limit. */
    Amounts expected(MessageRequest message, Estimate estimate, Instant at) {
        long nanoUsd = prices.get().cost(message.model(), estimate.usage(), at).value();
        return Measure.amounts(estimate.inputTokens(), estimate.outputTokens(), nanoUsd);
    }

    /** Returns amounts whose budgets hold the most that the call can use; limits per minute hold what is expected. */
    private Amounts worstCase(Amounts expected, MessageRequest message, Instant at) {
        PriceTable table = prices.get();
        long input = worstInput(message.size());
        long output = worstOutput(message);
        long nanoUsd = models(message)
                .mapToLong(model -> table.worstCase(model, input, output, at).value())
                .max()
                .orElse(0);
        return Measure.amounts(expected.inputTokens(), expected.outputTokens(), input + output, nanoUsd);
    }

    /** Returns one token for each byte of text, and media at their cap. */
    private static long worstInput(InputSize size) {
        return size.textBytes() + WRAPPER_TOKENS + size.images() * IMAGE_CAP + size.documents() * DOCUMENT_CAP;
    }

    /** Returns {@code max_tokens}, but no more than the models that may serve can say. */
    long worstOutput(MessageRequest message) {
        PriceTable table = prices.get();
        long possible = models(message)
                .mapToLong(model -> table.maxOutput(model).orElse(UNKNOWN_MAX_OUTPUT))
                .max()
                .orElse(UNKNOWN_MAX_OUTPUT);
        return Math.min(possible, message.maxTokens().orElse(possible));
    }

    private static Stream<String> models(MessageRequest message) {
        Stream<String> asked = Stream.of(message.model());
        return switch (message.fallbacks()) {
            case Fallbacks.Models(List<String> models) -> Stream.concat(asked, models.stream());
            case Fallbacks.UpstreamsChoice() -> asked;
        };
    }
}
