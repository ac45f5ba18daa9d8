package dev.weir.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The limits of one level, each kind absent where unlimited.
 *
 * @param all in the order in which the policy writes them; each kind at most once
 */
public record Limits(List<Limit> all) {
    /** No limits at all. */
    public static final Limits NONE = new Limits(List.of());

    public Limits {
        all = List.copyOf(all);
    }

    /** Returns whether nothing is limited. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns the limit of a kind; absent where unlimited. */
    public Optional<Limit> of(LimitKind kind) {
        return first(limit -> limit.kind() == kind);
    }

    /** Returns the first limit that matches. */
    Optional<Limit> first(Predicate<Limit> predicate) {
        return all.stream().filter(predicate).findFirst();
    }
}
