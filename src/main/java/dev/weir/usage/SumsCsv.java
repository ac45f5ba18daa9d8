package dev.weir.usage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Sums as comma-separated values. */
final class SumsCsv {
    private SumsCsv() {}

    static void write(UsageSums sums, Appendable out) {
        TextLines lines = new TextLines(out);
        Stream<String> names = sums.by().stream().map(Dimension::label);
        lines.csv(concat(names, Arrays.stream(SumColumn.values()).map(SumColumn::label)));
        for (UsageSums.SumRow row : sums.rows()) {
            lines.csv(concat(
                    row.values().stream(), Arrays.stream(SumColumn.values()).map(column -> column.text(row.sum()))));
        }
    }

    private static List<String> concat(Stream<String> first, Stream<String> second) {
        return Stream.concat(first, second).toList();
    }
}
