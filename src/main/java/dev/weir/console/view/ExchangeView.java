package dev.weir.console.view;

import dev.weir.messages.Usage;
import dev.weir.metering.Phase;
import dev.weir.metering.RecordedExchange;
import dev.weir.metering.UsageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One exchange and its timeline; never its content.
 *
 * @param total from the request's headers to the end of the response
 */
public record ExchangeView(ExchangeRow row, String started, List<Fact> facts, List<TimelineStep> steps, String total) {
    private static final double WIDTH = 100;

    public ExchangeView {
        facts = List.copyOf(facts);
        steps = List.copyOf(steps);
    }

    /**
     * A part of the time of an exchange; the parts follow each other.
     *
     * @param from where it begins, in percent of the whole, and {@code width} how much of it that is
     * @param style names its colour
     */
    public record TimelineStep(String name, String style, String begins, String lasts, String from, String width) {}

    /** Reads an exchange; absent where this replica does not know it any more. */
    public static Optional<ExchangeView> of(ConsoleSources sources, String requestId) {
        return sources.recent().find(requestId).map(ExchangeView::of);
    }

    private static ExchangeView of(RecordedExchange exchange) {
        return new ExchangeView(
                ExchangeRow.of(exchange),
                ShownAmount.dayAndTime(exchange.times().startedAt()),
                facts(exchange),
                steps(exchange.times(), exchange.sent().waitNanos()),
                ShownAmount.nanos(exchange.times().totalNanos()));
    }

    private static List<Fact> facts(RecordedExchange exchange) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.text("Key", exchange.who().map(UsageRecord.Who::keyId).orElse("")));
        facts.add(Fact.text("Response", exchange.isStream() ? "event stream" : "JSON"));
        exchange.error().ifPresent(error -> {
            facts.add(Fact.text("Error", error.type().wireName()));
            facts.add(Fact.text("Reason", error.reason().label().replace('_', ' ')));
            error.limit().ifPresent(limit -> facts.add(Fact.text("Limit", limit)));
        });
        facts.add(Fact.text("Upstream", exchange.sent().upstream().orElse("")));
        facts.add(Fact.text("Upstream key", exchange.sent().key().orElse("")));
        facts.add(new Fact(
                "Attempts",
                Figure.of(
                        ShownAmount.count(exchange.sent().attempts()),
                        exchange.sent().attempts())));
        Usage usage = exchange.cost().counted();
        if (exchange.hasUsage()) {
            facts.add(tokens("Input tokens, not cached", usage.input()));
            facts.add(tokens("Read from the cache", usage.cacheRead()));
            facts.add(tokens("Written to the cache, 5 min", usage.cacheWrite5m()));
            facts.add(tokens("Written to the cache, 1 h", usage.cacheWrite1h()));
            facts.add(tokens("Output tokens", usage.output()));
            facts.add(Fact.text("Price", exchange.isPriced() ? "known" : "partly a guess"));
        }
        facts.add(tokens("Bytes of the request", exchange.sizes().requestBytes()));
        facts.add(tokens("Bytes of the response", exchange.sizes().responseBytes()));
        return facts;
    }

    private static Fact tokens(String name, long amount) {
        return new Fact(name, Figure.of(ShownAmount.count(amount), amount));
    }

    /**
     * Lays the measured parts one after the other. What is between them and the first byte is the body that came in and
     * the upstream's own time, which nobody measures apart.
     */
    private static List<TimelineStep> steps(UsageRecord.Timings times, long waitNanos) {
        Map<Phase, Long> phases = times.phaseNanos();
        OptionalLong first = times.firstTokenNanos();
        long untilFirst = Math.min(times.totalNanos(), first.orElse(times.totalNanos()));
        TimelineSteps steps = new TimelineSteps(times.totalNanos());
        steps.add("auth", "auth", phases.getOrDefault(Phase.AUTH, 0L), untilFirst);
        steps.add("read", "read", phases.getOrDefault(Phase.READ, 0L), untilFirst);
        steps.add("quota", "quota", phases.getOrDefault(Phase.QUOTA, 0L), untilFirst);
        steps.add("connection", "connect", phases.getOrDefault(Phase.CONNECT, 0L), untilFirst);
        steps.add("waits between attempts", "wait", waitNanos, untilFirst);
        steps.add("body of the request, and upstream", "upstream", untilFirst - steps.end, untilFirst);
        if (first.isPresent()) {
            steps.add("first byte to end", "relay", times.totalNanos() - untilFirst, times.totalNanos());
        }
        return steps.all;
    }

    /** Steps that follow each other. */
    private static final class TimelineSteps {
        private final List<TimelineStep> all = new ArrayList<>();
        private final long total;
        private long end;

        TimelineSteps(long total) {
            this.total = Math.max(1, total);
        }

        void add(String name, String style, long nanos, long most) {
            long lasts = Math.max(0, Math.min(nanos, most - end));
            if (lasts > 0) {
                all.add(new TimelineStep(
                        name,
                        style,
                        ShownAmount.nanos(end),
                        ShownAmount.nanos(lasts),
                        Double.toString(end * WIDTH / total),
                        Double.toString(lasts * WIDTH / total)));
                end += lasts;
            }
        }
    }
}
