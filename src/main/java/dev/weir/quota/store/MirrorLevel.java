package dev.weir.quota.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A level between two steps: the three keys that Redis has for it, with the same fields and scores. Not safe for threads.
 */
final class MirrorLevel {
    private static final Set<String> BUDGETS = Set.of("dt", "dd", "mt", "md");

    private final Map<String, Long> state = new HashMap<>();
    private final Map<String, MirrorLease> amounts = new HashMap<>();
    private final Map<String, Long> scores = new HashMap<>();
    private final NavigableSet<Scored> byScore =
            new TreeSet<>(Comparator.comparingLong(Scored::score).thenComparing(Scored::id));

    private record Scored(long score, String id) {}

    Map<String, Long> state() {
        return state;
    }

    Map<String, MirrorLease> amounts() {
        return amounts;
    }

    Map<String, Long> scores() {
        return scores;
    }

    void forgetBudgets() {
        state.keySet().removeAll(BUDGETS);
    }

    void put(String id, long score) {
        remove(id);
        scores.put(id, score);
        byScore.add(new Scored(score, id));
    }

    void remove(String id) {
        Long score = scores.remove(id);
        if (score != null) {
            byScore.remove(new Scored(score, id));
        }
    }

    /** Returns the ids with scores above one bound and below another, lowest first. */
    List<String> between(long above, long below, int most) {
        return byScore.subSet(first(above + 1), true, first(below), false).stream()
                .limit(most)
                .map(Scored::id)
                .toList();
    }

    /** Returns how many ids have a score of at least a bound. */
    int countFrom(long bound) {
        return byScore.tailSet(first(bound), true).size();
    }

    /** Returns the lowest score that is at least a bound. */
    Optional<Long> firstFrom(long bound) {
        return Optional.ofNullable(byScore.ceiling(first(bound))).map(Scored::score);
    }

    private static Scored first(long score) {
        return new Scored(score, "");
    }
}
