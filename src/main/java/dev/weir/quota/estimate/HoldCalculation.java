package dev.weir.quota.estimate;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.pricing.NanoUsd;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.store.Amounts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Calculates how much is held for a request: the estimate, and at budgets the worst case if the plan says so. */
public final class HoldCalculation {
    /** Tokens of a prompt besides its text. */
    static final long WRAPPER_TOKENS = 16;

    /** Source: Messages API, vision: the cap of the newer models. */
    static final long IMAGE_CAP = 4_784;

    /**
     * The largest context window: a document may fill it, and all media of a prompt fit into one. The size of a PDF in
     * bytes says nothing: its pages may be compressed and share their text.
     */
    static final long CONTEXT_WINDOW = 1_000_000;

    /** The output where neither the request nor the price table has a bound. */
    static final long UNKNOWN_MAX_OUTPUT = 128_000;

    /** More than any request can use; sums of a few of these stay exact. */
    private static final long MOST_TOKENS = 1L << 52;

    private final Supplier<PriceTable> prices;

    /** Makes a calculation with the current prices of each request. */
    public HoldCalculation(Supplier<PriceTable> prices) {
        this.prices = prices;
    }

    /** Returns what is held at the reservation, where {@link #expected} is expected. */
    public Amounts of(MessageRequest message, Amounts expected, BudgetHold budgetHold, Instant at) {
        return switch (budgetHold) {
            case EXPECTED -> expected;
            case WORST_CASE -> worstCase(expected, message, at);
        };
    }

    /** Returns the expected usage, for every limit. */
    public Amounts expected(MessageRequest message, Estimate estimate, Instant at) {
        long nanoUsd = prices.get().cost(message.model(), estimate.usage(), at).value();
        return Amounts.ofRequest(estimate.inputTokens(), estimate.outputTokens(), nanoUsd);
    }

    /**
     * Returns amounts that hold the most that the request can use at budgets, and the expected usage at rate limits.
     */
    private Amounts worstCase(Amounts expected, MessageRequest message, Instant at) {
        long input = worstInput(message.size());
        long output = worstOutput(message);
        long nanoUsd = worstCost(message, input, output, at).value();
        return new Amounts(1, expected.inputTokens(), expected.outputTokens(), input + output, nanoUsd);
    }

    /** Returns one token for each byte of text, and media at their cap. */
    private static long worstInput(InputSize size) {
        long media = size.images() * IMAGE_CAP + size.documents() * CONTEXT_WINDOW;
        return size.textBytes() + WRAPPER_TOKENS + Math.min(CONTEXT_WINDOW, media);
    }

    private NanoUsd worstCost(MessageRequest message, long input, long output, Instant at) {
        PriceTable table = prices.get();
        return switch (message.fallbacks()) {
            case Fallbacks.UpstreamsChoice() -> table.worstCaseOfAny(input, output, at);
            case Fallbacks.Models(List<String> others) ->
                Stream.concat(Stream.of(message.model()), others.stream())
                        .map(model -> table.worstCase(model, input, output, at))
                        .max(Comparator.naturalOrder())
                        .orElse(NanoUsd.MAX);
        };
    }

    /** Returns whether the model that a response names at first may not be the one that ends it. */
    public static boolean mayServeAnother(MessageRequest message) {
        return switch (message.fallbacks()) {
            case Fallbacks.UpstreamsChoice() -> true;
            case Fallbacks.Models(List<String> others) -> !others.isEmpty();
        };
    }

    /** Returns {@code max_tokens}, at most the largest known output of the models that may serve. */
    public long worstOutput(MessageRequest message) {
        OptionalLong possible = longestResponse(message);
        long asked = message.maxTokens().orElse(possible.orElse(UNKNOWN_MAX_OUTPUT));
        return Math.min(asked, possible.orElse(MOST_TOKENS));
    }

    /** Returns the largest output of the models that may serve; absent where the table does not know it of one. */
    private OptionalLong longestResponse(MessageRequest message) {
        return switch (message.fallbacks()) {
            case Fallbacks.UpstreamsChoice() -> OptionalLong.empty();
            case Fallbacks.Models(List<String> others) -> {
                PriceTable table = prices.get();
                List<OptionalLong> bounds = Stream.concat(Stream.of(message.model()), others.stream())
                        .map(table::maxOutput)
                        .toList();
                yield bounds.stream().allMatch(OptionalLong::isPresent)
                        ? bounds.stream().mapToLong(OptionalLong::getAsLong).max()
                        : OptionalLong.empty();
            }
        };
    }
}
