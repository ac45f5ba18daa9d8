package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Pseudonyms;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.Ids;
import dev.weir.metering.UsageRecord.OwnError;
import dev.weir.metering.UsageRecord.Sizes;
import dev.weir.metering.UsageRecord.Timings;
import dev.weir.metering.UsageRecord.Who;
import dev.weir.relay.RelayEnd.Traffic;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes the record of an ended exchange; metrics, the usage log and the trace derive from it. */
public final class ExchangeRecorder {
    private final Consumer<UsageRecord> records;
    private final Supplier<Pseudonyms> pseudonyms;

    /**
     * Makes a recorder.
     *
     * @param records takes each record; never fails
     * @param pseudonyms as they are now, as their key may be followed in a file
     */
    public ExchangeRecorder(Consumer<UsageRecord> records, Supplier<Pseudonyms> pseudonyms) {
        this.records = records;
        this.pseudonyms = pseudonyms;
    }

    void record(Exchange exchange, int status, Outcome outcome, Optional<OwnError> error, Traffic traffic) {
        UsageRecord record = new UsageRecord(
                new Ids(
                        exchange.request().id(),
                        exchange.upstreamRequestId(),
                        exchange.trace().ids()),
                exchange.caller().map(caller -> who(exchange, caller)),
                exchange.request().route().operation(),
                exchange.readRequest().map(read -> read.message().model()),
                exchange.expectsStream(),
                status,
                outcome,
                error,
                exchange.facts(traffic),
                new Sizes(exchange.readRequest().map(read -> read.body().size()).orElse(0L), traffic.bytes()),
                exchange.attempts().sent(),
                new Timings(
                        exchange.startedAt(),
                        exchange.nanosSinceStart(),
                        exchange.firstTokenNanos(traffic),
                        exchange.phaseNanos(traffic)));
        records.accept(record);
        exchange.trace().end(record);
    }

    private Who who(Exchange exchange, Caller caller) {
        String team = caller.team().name();
        Pseudonyms current = pseudonyms.get();
        return new Who(
                team,
                caller.key().id(),
                exchange.identity().map(identity -> current.of(team, identity)),
                RequestOrigin.of(
                        caller,
                        exchange.request().headers(),
                        exchange.readRequest().flatMap(read -> read.message().userId()),
                        current));
    }
}
