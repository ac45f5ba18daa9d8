package dev.weir.metering;

import dev.weir.pricing.Cost;
import java.util.Optional;

/**
 * What the usage log says of an exchange: no content, no credential, no text as a client sent it.
 *
 * @param requestId ours
 * @param model the label of the model that served, or of the one asked for
 * @param isPriced false where part of the cost is a guess
 * @param hasUsage whether anything was used; {@code cost} is zero where nothing was
 */
public record RecordedExchange(
        String requestId,
        Optional<UsageRecord.Who> who,
        String operation,
        Optional<String> model,
        boolean isStream,
        int status,
        Outcome outcome,
        Optional<UsageRecord.OwnError> error,
        boolean hasUsage,
        boolean isPriced,
        Cost cost,
        UsageRecord.Sizes sizes,
        UsageRecord.Sent sent,
        UsageRecord.Timings times) {
    static RecordedExchange of(PricedExchange priced) {
        var exchange = priced.exchange();
        var hasModel = exchange.response().model().or(exchange::modelAsked).isPresent();
        return new RecordedExchange(
                exchange.ids().weirRequestId(),
                exchange.who(),
                exchange.operation().label(),
                hasModel ? Optional.of(priced.model()) : Optional.empty(),
                exchange.stream(),
                exchange.status(),
                exchange.outcome(),
                exchange.error(),
                !priced.cost().lines().isEmpty(),
                priced.cost().known(),
                priced.cost(),
                exchange.sizes(),
                exchange.sent(),
                exchange.times());
    }

    /** Returns the team; {@code none} before a key is known. */
    public String team() {
        return who.map(UsageRecord.Who::team).orElse(WeirMetrics.NO_TEAM);
    }

    /** Returns the keyed hash of the user; absent where the body was not read. */
    public Optional<String> userHash() {
        return who.flatMap(UsageRecord.Who::userHash);
    }
}
