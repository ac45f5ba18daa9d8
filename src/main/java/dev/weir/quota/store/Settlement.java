package dev.weir.quota.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Ends a lease, or charges without one, with the actual usage.
 *
 * @param used by the request as a whole
 * @param perLevel the part of it that each level of the terms is charged
 */
public record Settlement(String lease, Subject subject, Terms terms, Amounts used, List<Amounts> perLevel) {
    public Settlement {
        perLevel = List.copyOf(perLevel);
    }

    /** Makes a settlement that charges every level the whole usage; but the request only where it counts. */
    public Settlement(String lease, Subject subject, Terms terms, Amounts used) {
        this(lease, subject, terms, used, whole(terms, used));
    }

    /** Returns the same under other terms, whose levels are some of these with other limits. */
    public Settlement under(Terms other) {
        List<Amounts> some = new ArrayList<>(other.levels().size());
        for (LevelTerms level : other.levels()) {
            some.add(amountsAt(level));
        }
        return new Settlement(lease, subject, other, used, some);
    }

    private Amounts amountsAt(LevelTerms wanted) {
        for (int n = 0; n < perLevel.size(); n++) {
            LevelTerms level = terms.levels().get(n);
            if (level.scope().equals(wanted.scope()) && level.isOfNewerKinds() == wanted.isOfNewerKinds()) {
                return perLevel.get(n);
            }
        }
        return Amounts.NONE;
    }

    private static List<Amounts> whole(Terms terms, Amounts used) {
        List<Amounts> all = new ArrayList<>(terms.levels().size());
        for (LevelTerms level : terms.levels()) {
            all.add(level.isCounting() ? used : used.withoutRequest());
        }
        return all;
    }
}
