package dev.weir.usage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes columns of text for people. */
public final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /**
     * Writes lines with the same number of values.
     *
     * @param isNumber whether a column, from 0, is aligned right
     */
    public static void write(List<List<String>> lines, ColumnKind isNumber, Appendable out) {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            Arrays.setAll(widths, at -> Math.max(widths[at], line.get(at).length()));
        }
        TextLines text = new TextLines(out);
        lines.forEach(line -> text.line(padded(line, widths, isNumber)));
    }

    private static String padded(List<String> line, int[] widths, ColumnKind isNumber) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            String form = "%" + (isNumber.test(at) || widths[at] == 0 ? "" : "-") + Math.max(1, widths[at]) + "s";
            text.append(at == 0 ? "" : GAP).append(String.format(Locale.ROOT, form, line.get(at)));
        }
        return text.toString().stripTrailing();
    }

    /** Says which columns hold numbers. */
    public interface ColumnKind {
        /** Returns whether the column holds numbers. */
        boolean test(int column);
    }
}
