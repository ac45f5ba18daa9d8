package dev.weir.messages;

import java.util.Optional;

/**
 * The fields of a response on which Weir decides, as far as they were received; each may be absent.
 *
 * @param cacheMissReason why the prompt cache missed, where the request asked: Messages API, {@code diagnostics}
 * @param outputFloor the tokens that the text received so far has at least, for responses that ended early
 */
public record ResponseFacts(
        Optional<String> messageId,
        Optional<String> model,
        Optional<String> stopReason,
        Optional<String> serviceTier,
        Optional<String> speed,
        Optional<String> inferenceGeo,
        Optional<String> cacheMissReason,
        Optional<Usage> usage,
        Provenance provenance,
        long outputFloor,
        ResponseKind kind) {
    /** Nothing was received. */
    public static final ResponseFacts NONE = nothingOf(ResponseKind.MESSAGE);

    /** What was received is no message. */
    public static final ResponseFacts NO_MESSAGE = nothingOf(ResponseKind.NO_MESSAGE);

    private static ResponseFacts nothingOf(ResponseKind kind) {
        return new ResponseFacts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Provenance.ESTIMATED,
                0,
                kind);
    }

    /** Returns the same with an estimate in place of the missing usage; its output is no less than the floor. */
    public ResponseFacts estimated(Usage estimate) {
        return with(
                Optional.of(estimate.withOutput(Math.max(estimate.output(), outputFloor))),
                Provenance.ESTIMATED,
                outputFloor);
    }

    /** Returns the same as of a response that ended early and has at least so many tokens of output. */
    public ResponseFacts withOutputOfAtLeast(long tokens) {
        return with(usage, Provenance.PARTIAL, Math.max(tokens, outputFloor));
    }

    private ResponseFacts with(Optional<Usage> newUsage, Provenance newProvenance, long newFloor) {
        return new ResponseFacts(
                messageId,
                model,
                stopReason,
                serviceTier,
                speed,
                inferenceGeo,
                cacheMissReason,
                newUsage,
                newProvenance,
                newFloor,
                kind);
    }
}
