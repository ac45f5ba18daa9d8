package dev.weir.metering;

import dev.weir.messages.Provenance;
import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Turns the record of an exchange into metrics and one line of the usage log.
 *
 * <p>It never throws: a failure of metering must not affect the exchange. A failure is counted in
 * {@code weir_metering_failures_total}, and the first and every failure whose number is a power of two is logged as an
 * error. Metrics, log, console and OTLP fail independently. Safe for any thread.
 */
public final class UsageMeter {
    private static final Logger LOG = Logger.getLogger(UsageMeter.class);

    private final Supplier<PriceTable> prices;
    private final WeirMetrics metrics;
    private final UsageLog log;
    private final Optional<Consumer<RecordedExchange>> console;
    private final Optional<Consumer<PricedExchange>> otlp;
    private final UnpricedModels unpriced = new UnpricedModels();
    private final AtomicLong failures = new AtomicLong();

    /** Makes a meter that prices by the table in force when an exchange is recorded. */
    public UsageMeter(Supplier<PriceTable> prices, WeirMetrics metrics, UsageLog log) {
        this(prices, metrics, log, Optional.empty(), Optional.empty());
    }

    /**
     * Makes a meter that also tells others of each exchange. They are called on the event loop of the exchange, so they
     * must be quick.
     *
     * @param console absent where it is off
     * @param otlp what sends metrics over OTLP; absent where it is off
     */
    public UsageMeter(
            Supplier<PriceTable> prices,
            WeirMetrics metrics,
            UsageLog log,
            Optional<Consumer<RecordedExchange>> console,
            Optional<Consumer<PricedExchange>> otlp) {
        this.console = console;
        this.otlp = otlp;
        this.prices = prices;
        this.metrics = metrics;
        this.log = log;
    }

    /** Records an exchange that has ended, at the prices in force when it began. */
    public void record(UsageRecord exchange) {
        PricedExchange priced;
        try {
            priced = price(exchange);
        } catch (RuntimeException e) {
            failed(MeteringPart.METRICS, exchange, e);
            failed(MeteringPart.LOG, exchange, e);
            console.ifPresent(_ -> failed(MeteringPart.CONSOLE, exchange, e));
            otlp.ifPresent(_ -> failed(MeteringPart.OTLP, exchange, e));
            return;
        }
        guarded(MeteringPart.METRICS, exchange, () -> count(priced));
        log.write(priced, e -> failed(MeteringPart.LOG, exchange, e));
        console.ifPresent(
                shown -> guarded(MeteringPart.CONSOLE, exchange, () -> shown.accept(RecordedExchange.of(priced))));
        otlp.ifPresent(sent -> guarded(MeteringPart.OTLP, exchange, () -> sent.accept(priced)));
    }

    /** Returns the models that were served without an entry in the price table: at most 100 names. */
    public List<String> unpricedModels() {
        return unpriced.names();
    }

    private PricedExchange price(UsageRecord exchange) {
        var table = prices.get();
        var cost = table.cost(
                exchange.modelAsked(), exchange.response(), exchange.times().startedAt());
        return PricedExchange.of(exchange, table, cost);
    }

    private void count(PricedExchange priced) {
        var exchange = priced.exchange();
        var team = exchange.who().map(UsageRecord.Who::team).orElse(WeirMetrics.NO_TEAM);
        metrics.request(exchange.operation(), team, priced.model(), exchange.status(), exchange.outcome());
        metrics.latencies(exchange.operation(), priced.model()).record(exchange.times());
        exchange.times().phaseNanos().forEach(metrics::overhead);
        countUse(team, priced);
    }

    private void countUse(String team, PricedExchange priced) {
        var cost = priced.cost();
        for (Cost.CostLine line : cost.lines()) {
            metrics.use(team, line.model()).add(line);
        }
        if (!cost.known()) {
            metrics.unknownPrice();
            unpriced.warn(priced, prices.get());
        }
        var response = priced.exchange().response();
        if (response.provenance() != Provenance.EXACT && !cost.lines().isEmpty()) {
            metrics.uncertainCost(team, response.provenance(), cost.total());
        }
        if (response.provenance() != Provenance.ESTIMATED && !cost.lines().isEmpty()) {
            metrics.use(team, priced.model()).cacheRequest(cost.counted());
        }
        response.cacheMissReason()
                .ifPresent(reason -> metrics.cacheMiss(team, priced.model(), CacheMiss.named(reason)));
    }

    private void guarded(MeteringPart part, UsageRecord exchange, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed(part, exchange, e);
        }
    }

    private void failed(MeteringPart part, UsageRecord exchange, RuntimeException failure) {
        try {
            metrics.failed(part);
            var count = failures.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                // Only the class of the failure: its message may hold what a client sent.
                LOG.error("metering failed part=" + part.label() + " request_id="
                        + exchange.ids().weirRequestId() + " failure="
                        + failure.getClass().getName() + " failures=" + count);
            }
        } catch (RuntimeException _) {
            // There is no other way to report it.
        }
    }
}
