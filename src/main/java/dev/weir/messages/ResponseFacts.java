package dev.weir.messages;

import java.util.Optional;

/**
 * What an answer says of itself, as far as it was seen; every part may be missing.
 *
 * @param outputFloor tokens that the relayed text amounts to at about four bytes a token, for answers that ended early
 */
public record ResponseFacts(
        Optional<String> messageId,
        Optional<String> model,
        Optional<String> stopReason,
        Optional<String> serviceTier,
        Optional<String> speed,
        Optional<String> inferenceGeo,
        Optional<Usage> usage,
        Provenance provenance,
        long outputFloor) {
    /** Nothing was said. */
    public static final ResponseFacts NONE = new ResponseFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Provenance.ESTIMATED,
            0);

    /** Returns the same with an estimate in place of a usage that was not said. */
    public ResponseFacts estimated(Usage estimate) {
        return new ResponseFacts(
                messageId,
                model,
                stopReason,
                serviceTier,
                speed,
                inferenceGeo,
                Optional.of(estimate),
                Provenance.ESTIMATED,
                outputFloor);
    }
}
