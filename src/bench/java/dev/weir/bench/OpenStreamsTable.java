package dev.weir.bench;

import dev.weir.bench.OpenStreams.Span;
import dev.weir.bench.OpenStreams.StreamCost;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What open streams cost, as Markdown. */
final class OpenStreamsTable {
    private static final double KB = 1_024;

    private OpenStreamsTable() {}

    /** Returns the table; empty where none were measured. */
    static String of(List<StreamCost> costs) {
        if (costs.isEmpty()) {
            return "";
        }
        return String.format(
                        Locale.ROOT,
                        "%n| %,d open streams | broken | events | lost | RSS, MB | RSS per stream, KB"
                                + " | heap per stream, KB | CPU per event, µs |%n"
                                + "|---|--:|--:|--:|--:|--:|--:|--:|%n",
                        costs.getFirst().streams())
                + costs.stream().map(OpenStreamsTable::row).collect(Collectors.joining());
    }

    private static String row(StreamCost cost) {
        int streams = cost.streams();
        Span resident = cost.residentKb();
        String heap = cost.heapBytes()
                .map(bytes -> String.format(Locale.ROOT, "%.1f", bytes.growthPer(streams) / KB))
                .orElse("–");
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,d | %,d | %.0f | %.1f | %s | %.1f |%n",
                cost.target(),
                cost.broken(),
                cost.sent(),
                cost.sent() - cost.received(),
                resident.during() / KB,
                resident.growthPer(streams),
                heap,
                cost.cpuMicros());
    }
}
