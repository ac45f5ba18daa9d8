package dev.weir.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Every key of the tests, and many a prompt, header and other text of their clients and upstreams, has one word in it.
 * Nothing that a gateway logs, counts or says in an error of its own may have it. Safe for any thread.
 */
final class Canaries {
    private static final String WORD = "canary";
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private Canaries() {}

    /** Returns whether a text has the word, in any case. */
    static boolean areIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(WORD);
    }

    /** Remembers an output that has the word: {@link LeakCheck} then fails the test that runs. */
    static void watch(String output, String text) {
        if (areIn(text)) {
            LEAKS.add(output + ": " + text);
        }
    }

    /** Returns all leaks since the last call. */
    static List<String> leaks() {
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }
}
