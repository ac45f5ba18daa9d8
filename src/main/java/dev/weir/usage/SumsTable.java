package dev.weir.usage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Sums as columns for people, with the total at the end. */
final class SumsTable {
    /** The shown columns; the others of a row are zero more often than not, and all are in the other forms. */
    private static final Map<SumColumn, String> HEADINGS = headings();

    private SumsTable() {}

    private static Map<SumColumn, String> headings() {
        Map<SumColumn, String> headings = new LinkedHashMap<>();
        headings.put(SumColumn.REQUESTS, "requests");
        headings.put(SumColumn.INPUT_TOKENS, "input");
        headings.put(SumColumn.CACHE_READ_TOKENS, "cache read");
        headings.put(SumColumn.CACHE_WRITE_5M_TOKENS, "write 5m");
        headings.put(SumColumn.CACHE_WRITE_1H_TOKENS, "write 1h");
        headings.put(SumColumn.OUTPUT_TOKENS, "output");
        headings.put(SumColumn.COST_USD, "USD");
        headings.put(SumColumn.PARTIAL_USD, "of it partial");
        headings.put(SumColumn.ESTIMATED_USD, "estimated");
        headings.put(SumColumn.GUESSED_USD, "price guessed");
        return headings;
    }

    static void write(UsageSums sums, Appendable out) {
        List<List<String>> lines = new ArrayList<>();
        Stream<String> names = sums.by().stream().map(Dimension::label);
        lines.add(Stream.concat(names, HEADINGS.values().stream()).toList());
        sums.rows().forEach(row -> lines.add(line(row.values(), row.sum())));
        lines.add(line(totalOf(sums.by().size()), sums.total()));
        TextTable.write(lines, column -> column >= sums.by().size(), out);
    }

    private static List<String> totalOf(int dimensions) {
        List<String> values = new ArrayList<>(Collections.nCopies(dimensions, ""));
        values.set(0, "total");
        return values;
    }

    private static List<String> line(List<String> values, UsageSum sum) {
        return Stream.concat(values.stream(), HEADINGS.keySet().stream().map(column -> column.text(sum)))
                .toList();
    }
}
