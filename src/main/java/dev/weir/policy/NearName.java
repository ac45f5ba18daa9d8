package dev.weir.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one was probably meant to be. */
final class NearName {
    private static final int LONGEST = 64;

    private NearName() {}

    /** Returns {@code " (did you mean x?)"} for the nearest of the names, or nothing where none is near. */
    static String hint(String typed, Collection<String> names) {
        return among(typed, names).map(name -> " (did you mean " + name + "?)").orElse("");
    }

    /** Returns the nearest of the names; absent where none is near. */
    static Optional<String> among(String typed, Collection<String> names) {
        String letters = lettersOf(typed);
        if (letters.isEmpty() || typed.length() > LONGEST) {
            return Optional.empty();
        }
        int far = Math.min(2, letters.length() / 3);
        return names.stream()
                .map(name -> new Candidate(name, distance(letters, lettersOf(name))))
                .filter(candidate -> candidate.distance() <= far)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    private static String lettersOf(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns how many characters must be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private record Candidate(String name, int distance) {}
}
