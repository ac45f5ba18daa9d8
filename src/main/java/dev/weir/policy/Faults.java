package dev.weir.policy;

import dev.weir.policy.PolicyReading.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong in one policy while it is read on to its end. */
final class Faults {
    private final List<Fault> found = new ArrayList<>();

    void add(Node where, String path, String message) {
        found.add(new Fault(lineOf(where), where.getStartMark().getColumn() + 1, path, message));
    }

    void add(Fault fault) {
        found.add(fault);
    }

    /** Returns the faults in the order of the file. */
    List<Fault> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                .toList();
    }

    /** Returns the line in which a node begins, from 1. */
    static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
