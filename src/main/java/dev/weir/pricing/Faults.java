package dev.weir.pricing;

import dev.weir.pricing.PriceReading.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The faults found so far in one file. */
final class Faults {
    private final List<Fault> found = new ArrayList<>();

    void add(int line, String path, String message) {
        found.add(new Fault(line, path, message));
    }

    void add(YamlNode node, String path, String expected) {
        add(node.line(), path, node.shown() + " (expected: " + expected + ")");
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns the faults in the file's order. */
    List<Fault> inOrder() {
        return found.stream().sorted(Comparator.comparingInt(Fault::line)).toList();
    }
}
