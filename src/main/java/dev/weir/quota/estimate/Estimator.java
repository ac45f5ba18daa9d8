package dev.weir.quota.estimate;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.store.Subject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Estimates the usage of a request from earlier responses: first those of the same user with the same model, then those
 * of all users with the model, then starting values. Never tokenises, never throws. Safe for use by many threads.
 */
public final class Estimator {
    /** Measured for English text: 3.6 to 4.3 characters a token; fewer in code. */
    static final double START_BYTES_PER_TOKEN = 3.0;

    /** Byte-level encodings never need more than one token for a byte. */
    static final double FEWEST_BYTES_PER_TOKEN = 1.0;

    static final double START_UNCACHED_SHARE = 1.0;
    static final long START_OUTPUT = 2_048;

    /** Source: Messages API, vision: an image of the usual size. */
    static final long IMAGE_TOKENS = 1_568;

    /** A document of a few pages; the actual number is known with the response's first event. */
    static final long DOCUMENT_TOKENS = 10_000;

    /**
     * Stop reasons of responses that the request or the model's safeguards ended. Source: Messages API, stop reasons.
     */
    private static final Set<String> CUT_SHORT = Set.of("max_tokens", "stop_sequence", "refusal");

    /** All callers without limits, as one user. */
    private static final Subject UNLIMITED = new Subject("none", "none"); // no team may have this name

    private final Supplier<PriceTable> prices;
    private final UsageHistory history = new UsageHistory();

    /** Makes an estimator that has learned nothing yet. */
    public Estimator(Supplier<PriceTable> prices) {
        this.prices = prices;
    }

    /** Returns the estimate for a caller with limits. */
    public Estimate estimate(Subject subject, MessageRequest message) {
        String model = labelOf(message);
        InputSize size = message.size();
        double bytesPerToken =
                decimal(subject, model, UsageStatistics::bytesPerToken).orElse(START_BYTES_PER_TOKEN);
        long text = (long) Math.ceil(size.textBytes() / Math.max(FEWEST_BYTES_PER_TOKEN, bytesPerToken));
        long prompt = text + size.images() * IMAGE_TOKENS + size.documents() * DOCUMENT_TOKENS;
        double share = decimal(subject, model, UsageStatistics::uncachedShare).orElse(START_UNCACHED_SHARE);
        long input = (long) Math.ceil(prompt * Math.clamp(share, 0, 1));
        long output = Math.min(output(subject, model), message.maxTokens().orElse(Long.MAX_VALUE));
        return new Estimate(prompt, input, output);
    }

    /** Returns the estimate for a caller without limits. */
    public Estimate estimate(MessageRequest message) {
        return estimate(UNLIMITED, message);
    }

    /** Learns from a response to a caller without limits. */
    public void learn(MessageRequest message, ResponseFacts facts) {
        learn(UNLIMITED, message, facts);
    }

    /** Learns from a response, as far as it reports its usage. */
    public void learn(Subject subject, MessageRequest message, ResponseFacts facts) {
        facts.usage().ifPresent(usage -> {
            String model = labelOf(message);
            long uncached = usage.input() + usage.cacheWrite5m() + usage.cacheWrite1h();
            long prompt = uncached + usage.cacheRead();
            if (prompt > 0 && countsTextOnly(message.size(), usage)) {
                history.addPrompt(subject, model, message.size().textBytes(), prompt, uncached);
            }
            if (facts.provenance() == Provenance.EXACT && teachesOutput(subject, model, facts, usage.output())) {
                history.addOutput(subject, model, usage.output());
            }
        });
    }

    /** Returns whether only text counted: media and several sampling steps add tokens without text. */
    private static boolean countsTextOnly(InputSize size, Usage usage) {
        return size.images() == 0 && size.documents() == 0 && usage.iterations().size() <= 1;
    }

    /**
     * Returns whether a response says something about the length of others. One that the request itself cut short does
     * not, unless it is longer than expected: otherwise callers could make their own holds small.
     */
    private boolean teachesOutput(Subject subject, String model, ResponseFacts facts, long output) {
        boolean isCutShort = facts.stopReason().filter(CUT_SHORT::contains).isPresent();
        return !isCutShort || output > output(subject, model);
    }

    private long output(Subject subject, String model) {
        OptionalLong own =
                history.of(subject, model).map(UsageStatistics::output).orElse(OptionalLong.empty());
        OptionalLong all = history.of(model).map(UsageStatistics::output).orElse(OptionalLong.empty());
        return own.orElseGet(() -> all.orElse(START_OUTPUT));
    }

    private OptionalDouble decimal(Subject subject, String model, Function<UsageStatistics, OptionalDouble> part) {
        OptionalDouble own = history.of(subject, model).map(part).orElse(OptionalDouble.empty());
        return own.isPresent() ? own : history.of(model).map(part).orElse(OptionalDouble.empty());
    }

    private String labelOf(MessageRequest message) {
        return prices.get().label(Optional.of(message.model()));
    }
}
