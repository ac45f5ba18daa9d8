package dev.weir.quota;

import java.util.Optional;

/**
 * What Redis has replied to the first settle of a lease, however late: a later settle that ends nothing means only
 * together with it whether the lease was ended or lost. Safe for use by many threads.
 */
final class FirstReply {
    private Optional<Boolean> ended = Optional.empty();
    private boolean isTakenForEnded;

    /** Takes the first settle's reply; returns whether what was taken for ended is now known to be lost. */
    synchronized boolean arrived(boolean isEnded) {
        ended = Optional.of(isEnded);
        return isTakenForEnded && !isEnded;
    }

    /**
     * Tells, once a later settle has ended nothing, whether the lease was lost; as long as nobody knows it is taken for
     * ended.
     */
    synchronized boolean wasLost() {
        isTakenForEnded = ended.isEmpty();
        return ended.isPresent() && !ended.get();
    }
}
