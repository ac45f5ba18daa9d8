package dev.weir.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name nearest to a misspelled one. */
public final class NearName {
    private static final int LONGEST = 64;

    private NearName() {}

    /** Returns {@code " (did you mean x?)"} for the nearest of the names, or the empty text where none is near. */
    public static String hint(String name, Collection<String> names) {
        return among(name, names).map(near -> " (did you mean " + near + "?)").orElse("");
    }

    /** Returns the nearest of the names; absent where none is near. */
    public static Optional<String> among(String misspelled, Collection<String> names) {
        String letters = lettersOf(misspelled);
        if (letters.isEmpty() || misspelled.length() > LONGEST) {
            return Optional.empty();
        }
        int maxDistance = Math.min(2, letters.length() / 3);
        return names.stream()
                .map(name -> new Candidate(name, distance(letters, lettersOf(name))))
                .filter(candidate -> candidate.distance() <= maxDistance)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    private static String lettersOf(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns the edit distance: characters inserted, deleted, replaced or swapped with the next. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(a, i, b, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(String a, int i, String b, int j, int[][] cost) {
        char left = a.charAt(i - 1);
        char right = b.charAt(j - 1);
        int replaced = cost[i - 1][j - 1] + (left == right ? 0 : 1);
        int insertedOrDeleted = 1 + Math.min(cost[i - 1][j], cost[i][j - 1]);
        boolean isSwap = i > 1 && j > 1 && left == b.charAt(j - 2) && a.charAt(i - 2) == right;
        return Math.min(Math.min(replaced, insertedOrDeleted), isSwap ? cost[i - 2][j - 2] + 1 : replaced);
    }

    private record Candidate(String name, int distance) {}
}
