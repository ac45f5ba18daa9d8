package dev.weir.quota.store.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** A level between two steps: the content of its three keys in Redis, with the same scores. Not safe for threads. */
final class StoredLevel {
    private Optional<LevelState> state = Optional.empty();
    private final Map<String, StoredLease> leases = new HashMap<>();

    /** For each lease: when it expires, in milliseconds since 1970; negative once it has expired and was charged. */
    private final Map<String, Long> scores = new HashMap<>();

    private final NavigableSet<Scored> byScore =
            new TreeSet<>(Comparator.comparingLong(Scored::score).thenComparing(Scored::id));

    private record Scored(long score, String id) {}

    /** Returns the state; absent where there is none yet, or it is lost. */
    Optional<LevelState> state() {
        return state;
    }

    void setState(Optional<LevelState> newState) {
        state = newState;
    }

    Map<String, StoredLease> leases() {
        return leases;
    }

    Map<String, Long> scores() {
        return scores;
    }

    void forgetBudgets() {
        state.ifPresent(kept -> kept.used().clear());
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

    /** Returns whether a lease has a score and was not charged as expired. */
    boolean isCounted(String id) {
        return scores.getOrDefault(id, 0L) > 0;
    }

    /** Returns whether a lease has expired and was charged. */
    boolean hasExpired(String id) {
        return scores.getOrDefault(id, 0L) < 0;
    }

    Optional<StoredLease> lease(String id) {
        return Optional.ofNullable(leases.get(id));
    }

    void forgetLeases() {
        leases.clear();
        scores.clear();
        byScore.clear();
    }

    /** Removes leases without a score, and scores without a lease. */
    void forgetTornLeases() {
        leases.keySet().retainAll(scores.keySet());
        List.copyOf(scores.keySet()).stream()
                .filter(id -> !leases.containsKey(id))
                .forEach(this::remove);
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
