package dev.weir.messages;

import java.util.List;
import java.util.Optional;

/**
 * The facts of a response so far; {@link ResponseReader} writes into a copy and keeps it only where the data was valid.
 */
final class ResponseState {
    Optional<String> messageId = Optional.empty();
    Optional<String> model = Optional.empty();
    Optional<String> stopReason = Optional.empty();
    Optional<String> serviceTier = Optional.empty();
    Optional<String> speed = Optional.empty();
    Optional<String> inferenceGeo = Optional.empty();
    TokenCounts counts = TokenCounts.NONE;

    /** Whether an input or output count was received: without one, usage is absent whatever else it has. */
    boolean counted;

    long webSearches;
    List<Usage.Iteration> iterations = List.of();

    ResponseState copy() {
        ResponseState copy = new ResponseState();
        copy.messageId = messageId;
        copy.model = model;
        copy.stopReason = stopReason;
        copy.serviceTier = serviceTier;
        copy.speed = speed;
        copy.inferenceGeo = inferenceGeo;
        copy.counts = counts;
        copy.counted = counted;
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
                usage,
                usage.isPresent() ? provenance : Provenance.ESTIMATED,
                outputFloor);
    }

    private Usage usage() {
        return new Usage(
                counts.input(),
                counts.cacheRead(),
                counts.cacheWrite5m(),
                counts.cacheWrite1h(),
                counts.output(),
                webSearches,
                iterations);
    }
}
