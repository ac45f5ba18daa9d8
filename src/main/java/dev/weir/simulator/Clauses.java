package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;

/** Splits a script at the semicolons outside of strings and braces. */
final class Clauses {
    private final String text;
    private final List<String> clauses = new ArrayList<>();
    private int start;
    private int depth;
    private boolean quoted;

    private Clauses(String text) {
        this.text = text;
    }

    /** The clauses without surrounding space; empty ones are left out. */
    static List<String> of(String text) {
        Clauses splitter = new Clauses(text);
        splitter.scan();
        return List.copyOf(splitter.clauses);
    }

    private void scan() {
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (quoted && letter == '\\') {
                at++;
            } else if (letter == ';' && !quoted && depth == 0) {
                take(at);
            } else {
                step(letter);
            }
        }
        take(text.length());
    }

    private void step(char letter) {
        if (letter == '"') {
            quoted = !quoted;
        } else if (!quoted && letter == '{') {
            depth++;
        } else if (!quoted && letter == '}') {
            depth--;
        }
    }

    private void take(int end) {
        String clause = text.substring(start, end).strip();
        if (!clause.isEmpty()) {
            clauses.add(clause);
        }
        start = end + 1;
    }
}
