package dev.weir.usage;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.CostByKind;
import dev.weir.pricing.NanoUsd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one line of the usage log says of its exchange, as far as it is summed or compared.
 *
 * @param time when the request's headers had arrived
 * @param requestId Weir's own id
 * @param upstreamRequestId the upstream's id
 * @param operation its label, as in {@code messages}
 * @param model the price table's id; absent where the exchange is about no model
 * @param provenance how exact the usage is; absent where nothing was used
 * @param isPriceKnown whether no rate was guessed
 * @param cost all of it
 * @param parts one for each model that served; empty where nothing was used
 */
public record UsageEntry(
        Instant time,
        String requestId,
        Optional<String> upstreamRequestId,
        Attribution attribution,
        String operation,
        Optional<String> model,
        Optional<Provenance> provenance,
        boolean isPriceKnown,
        NanoUsd cost,
        List<ModelUsage> parts) {
    public UsageEntry {
        parts = List.copyOf(parts);
    }

    /** Whom an exchange counts for; user and session are keyed hashes. */
    public record Attribution(
            Optional<String> team, Optional<String> user, Optional<String> session, Optional<String> project) {}

    /**
     * What one model used.
     *
     * @param kinds what its cost is made of; lines of older versions do not say, and have nothing here
     */
    public record ModelUsage(String model, Usage usage, CostByKind kinds) {}
}
