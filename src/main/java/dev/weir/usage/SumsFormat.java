package dev.weir.usage;

import java.util.List;

/** In which form sums are written. */
public enum SumsFormat {
    /** Columns for people. */
    TABLE,
    /** Comma-separated values with a line of names. Source: RFC 4180, but lines end with a line feed. */
    CSV,
    /** One object with {@code rows} and {@code total}. */
    JSON,
    /** The FinOps Open Cost and Usage Specification, as comma-separated values. */
    FOCUS;

    /** Returns by what usage must be summed for it. */
    public List<Dimension> needed() {
        return this == FOCUS ? FocusRows.NEEDED : List.of();
    }

    /** Writes sums. */
    public void write(UsageSums sums, Appendable out) {
        switch (this) {
            case TABLE -> SumsTable.write(sums, out);
            case CSV -> SumsCsv.write(sums, out);
            case JSON -> SumsJson.write(sums, out);
            case FOCUS -> FocusRows.write(sums, out);
        }
    }
}
