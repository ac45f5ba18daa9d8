package dev.weir.messages;

import java.util.List;
import java.util.Optional;

/**
 * The facts of a response so far; {@link ResponseReader} writes into a copy and keeps it only where the data was valid.
 */
final class ResponseState {
    Optional<String> type = Optional.empty();
    Optional<String> messageId = Optional.empty();
    Optional<String> model = Optional.empty();
    Optional<String> stopReason = Optional.empty();
    Optional<String> serviceTier = Optional.empty();
    Optional<String> speed = Optional.empty();
    Optional<String> inferenceGeo = Optional.empty();
    Optional<String> cacheMissReason = Optional.empty();
    TokenCounts counts = TokenCounts.NONE;

    /** Whether an input or output count was received: without one, usage is absent whatever else it has. */
    boolean counted;

    /** Whether an output count was received, which only a final usage has for certain. */
    boolean outputCounted;

    /** Whether the response has any block of content. */
    boolean hasContent;

    long webSearches;
    List<Usage.Iteration> iterations = List.of();

    ResponseState copy() {
        ResponseState copy = new ResponseState();
        copy.type = type;
        copy.messageId = messageId;
        copy.model = model;
        copy.stopReason = stopReason;
        copy.serviceTier = serviceTier;
        copy.speed = speed;
        copy.inferenceGeo = inferenceGeo;
        copy.cacheMissReason = cacheMissReason;
        copy.counts = counts;
        copy.counted = counted;
        copy.outputCounted = outputCounted;
        copy.hasContent = hasContent;
        copy.webSearches = webSearches;
        copy.iterations = iterations;
        return copy;
    }

    ResponseFacts facts(Provenance provenance, long outputFloor) {
        Optional<Usage> usage = counted ? Optional.of(usage()) : Optional.empty();
        return new ResponseFacts(
                messageId,
                model,
                stopReason,
                serviceTier,
                speed,
                inferenceGeo,
                cacheMissReason,
                usage,
                usage.isPresent() ? provenance : Provenance.ESTIMATED,
                outputFloor,
                kind());
    }

    private ResponseKind kind() {
        boolean refused = stopReason.filter("refusal"::equals).isPresent();
        return counted && refused && (!hasContent || usage().output() == 0)
                ? ResponseKind.REFUSED_BEFORE_OUTPUT
                : ResponseKind.MESSAGE;
    }

    /**
     * Returns the iterations, or none where they do not add up to the counts of the whole: then some are missing, and
     * the counts of the whole apply.
     */
    private List<Usage.Iteration> wholeIterations() {
        return counts.isCoveredBy(iterations) ? iterations : List.of();
    }

    private Usage usage() {
        return new Usage(
                counts.input(),
                counts.cacheRead(),
                counts.cacheWrite5m(),
                counts.cacheWrite1h(),
                counts.output(),
                webSearches,
                wholeIterations());
    }
}
