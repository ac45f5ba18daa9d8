package dev.weir.simulator;

/**
 * A message that the simulated model has produced, and the tokens that the API's bill would have for it.
 *
 * @param requestId the {@code request-id} of its response
 * @param model the model that served
 * @param input neither read from the cache nor written to it
 * @param output whole, also where the response is then cut or its client leaves
 */
public record ProducedMessage(
        String requestId, String model, int input, int cacheRead, int cacheWrite5m, int cacheWrite1h, int output) {}
