package dev.weir.pricing;

import dev.weir.messages.AnswerFacts;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import java.util.Optional;

/** Price tables and answers for tests. */
public final class Tables {
    private Tables() {}

    /** Reads a table that must be good. */
    public static PriceTable table(String yaml) {
        return switch (PriceReader.read(yaml)) {
            case PriceReading.Valid(var table) -> table;
            case PriceReading.Invalid(var faults) -> throw new AssertionError(faults.toString());
        };
    }

    /** An answer of a model with an exact usage and nothing else. */
    public static AnswerFacts answer(String model, Usage usage) {
        return answer(model, usage, Provenance.EXACT, 0);
    }

    /** An answer of a model with a usage and nothing else. */
    public static AnswerFacts answer(String model, Usage usage, Provenance provenance, long outputFloor) {
        return new AnswerFacts(
                Optional.empty(),
                Optional.of(model),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage),
                provenance,
                outputFloor);
    }

    /** The answer with how it was served. */
    public static AnswerFacts served(
            AnswerFacts answer, Optional<String> tier, Optional<String> speed, Optional<String> geo) {
        return new AnswerFacts(
                answer.messageId(),
                answer.model(),
                answer.stopReason(),
                tier,
                speed,
                geo,
                answer.usage(),
                answer.provenance(),
                answer.outputFloor());
    }
}
