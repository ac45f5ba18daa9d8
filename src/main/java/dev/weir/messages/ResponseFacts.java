package dev.weir.messages;

import java.util.Optional;

/**
 * The fields of a response on which Weir decides, as far as they were received; each may be absent.
 *
 * @param outputFloor an estimate of the relayed text's tokens at about four bytes a token, for responses that ended
 *     early
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
    /** Nothing was received. */
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

    /** Returns the same with an estimate in place of the missing usage. */
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
