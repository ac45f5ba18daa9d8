package dev.weir.quota;

import java.util.Optional;

/**
 * The reply of Redis to the first settle of a lease, however late it comes. A later settle that finds no lease is
 * ambiguous: only the first reply says whether the lease was ended or lost. Safe for use by many threads.
 */
final class FirstReply {
    private Optional<Boolean> ended = Optional.empty();
    private boolean isTakenForEnded;
    private boolean isTold;

    /**
     * Takes the reply to the first settle; returns whether a lease that was taken for ended is now known to be lost.
     */
    synchronized boolean arrived(boolean isEnded) {
        ended = Optional.of(isEnded);
        return isTakenForEnded && !isEnded;
    }

    /** Returns whether nobody was told of this charge yet; every reply to it tells the same. */
    synchronized boolean isFirstToTell() {
        boolean isFirst = !isTold;
        isTold = true;
        return isFirst;
    }

    /**
     * Returns, after a later settle has found no lease, whether the lease was lost; without the first reply it is taken
     * for ended.
     */
    synchronized boolean wasLost() {
        isTakenForEnded = ended.isEmpty();
        return ended.isPresent() && !ended.get();
    }
}
