package dev.weir.messages;

import java.util.List;

/**
 * A pattern of model ids; {@code *} stands for any number of characters, every other character for itself.
 *
 * <p>Matching takes time linear in the length of the id: it never goes back to an earlier {@code *}.
 */
public final class ModelPattern {
    private final String text;
    private final List<String> literals;

    /** Compiles a pattern as the operator writes it. */
    public ModelPattern(String text) {
        this.text = text;
        this.literals = List.of(text.split("\\*", -1));
    }

    /** Returns the pattern as the operator writes it. */
    public String text() {
        return text;
    }

    /** Returns whether the pattern stands for the id, letter case included. */
    public boolean matches(String id) {
        if (literals.size() == 1) {
            return id.equals(text);
        }
        String last = literals.getLast();
        int end = id.length() - last.length();
        int at = literals.getFirst().length();
        return id.startsWith(literals.getFirst()) && end >= at && id.endsWith(last) && holdsMiddle(id, at, end);
    }

    private boolean holdsMiddle(String id, int from, int end) {
        int at = from;
        for (String literal : literals.subList(1, literals.size() - 1)) {
            int found = id.indexOf(literal, at, end);
            if (found < 0) {
                return false;
            }
            at = found + literal.length();
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
