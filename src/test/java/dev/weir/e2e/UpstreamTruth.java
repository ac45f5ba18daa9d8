package dev.weir.e2e;

/**
 * What really happened upstream in one exchange or several, whatever the client did.
 *
 * @param outcome as the usage log names it
 * @param usage how exact the usage log says the tokens are; {@code null} as a text where none were used
 * @param usd what it costs; $5 and $25 a million
 */
record UpstreamTruth(String outcome, String usage, long input, long output, double usd) {
    static UpstreamTruth exact(long input, long output) {
        return new UpstreamTruth("completed", "exact", input, output, cost(input, output));
    }

    static UpstreamTruth free(long input, long output) {
        return new UpstreamTruth("completed", "exact", input, output, 0);
    }

    static UpstreamTruth nothing(String outcome) {
        return new UpstreamTruth(outcome, "null", 0, 0, 0);
    }

    static UpstreamTruth left(String usage, long input, long output) {
        return new UpstreamTruth("client_gone", usage, input, output, cost(input, output));
    }

    /** Returns what tokens of claude-opus-4-6 and its like cost. */
    static double cost(long input, long output) {
        return (input * 5 + output * 25) / 1e6;
    }
}
