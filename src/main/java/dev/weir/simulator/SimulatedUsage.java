package dev.weir.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a request read and wrote, in tokens.
 *
 * @param input what was neither read from the cache nor written to it
 * @param cacheWrite5m written to the cache for five minutes
 * @param cacheWrite1h written to the cache for an hour
 * @param cacheRead read from the cache
 * @param output produced, thinking included
 */
record SimulatedUsage(int input, int cacheWrite5m, int cacheWrite1h, int cacheRead, int output) {
    /** The same input side with another output. */
    SimulatedUsage withOutput(int tokens) {
        return new SimulatedUsage(input, cacheWrite5m, cacheWrite1h, cacheRead, tokens);
    }

    /** What counts against the input tokens per minute: reads do not. Source: Messages API, rate limits. */
    int limitedInput() {
        return input + cacheWrite5m + cacheWrite1h;
    }

    /** The object of a message and of {@code message_start}. */
    ObjectNode full(int outputTokens) {
        ObjectNode usage = counts(outputTokens);
        usage.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", cacheWrite5m)
                .put("ephemeral_1h_input_tokens", cacheWrite1h);
        usage.put("service_tier", "standard").put("inference_geo", "global");
        return usage;
    }

    /** The object of {@code message_delta}: cumulative, without the split of the cache writes. */
    ObjectNode counts(int outputTokens) {
        return Json.object()
                .put("input_tokens", input)
                .put("cache_creation_input_tokens", cacheWrite5m + cacheWrite1h)
                .put("cache_read_input_tokens", cacheRead)
                .put("output_tokens", outputTokens);
    }
}
