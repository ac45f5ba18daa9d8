package dev.weir.pricing;

import java.util.List;

/** What came of reading a price table. */
public sealed interface PriceReading {
    /** The table is good. */
    record Valid(PriceTable table) implements PriceReading {}

    /**
     * The table is refused whole.
     *
     * @param faults every fault found, in the file's order; never empty
     */
    record Invalid(List<Fault> faults) implements PriceReading {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }

    /**
     * One thing wrong with the file.
     *
     * @param line counted from 1
     * @param path of the value, such as {@code models[3].rates[0].input}; empty for the file as a whole
     * @param message what stands there and what was expected
     */
    record Fault(int line, String path, String message) {
        @Override
        public String toString() {
            return "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
        }
    }
}
