package dev.weir.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** The faults of one file, collected while it is read to its end. */
public final class Faults {
    private final List<Fault> found = new ArrayList<>();

    /** Returns whether no fault has been found so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Returns a line of text for each fault, in the order of the file: position, value found and value expected, as in
     * {@code line 12, column 15: teams.search.keys[1].id: empty (expected: a name for the key)}; never what may be a
     * pasted key.
     */
    public List<String> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                .map(Fault::toString)
                .toList();
    }

    void add(Mark mark, String path, String message) {
        found.add(new Fault(mark.getLine() + 1, mark.getColumn() + 1, path, message));
    }

    /** Adds a fault that concerns a whole line. */
    void addInLine(int line, String message) {
        found.add(new Fault(line, 1, "", message));
    }

    /** Adds a fault that concerns the whole file. */
    void addOfFile(String message) {
        found.add(new Fault(0, 0, "", message));
    }

    /** Line and column count from 1; for a fault of the whole file both are 0 and the path is empty. */
    private record Fault(int line, int column, String path, String message) {
        @Override
        public String toString() {
            String position = line == 0 ? "" : "line " + line + ", column " + column + ": ";
            return position + (path.isEmpty() ? "" : path + ": ") + message;
        }
    }
}
