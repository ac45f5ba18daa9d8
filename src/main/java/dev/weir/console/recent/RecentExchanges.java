package dev.weir.console.recent;

import dev.weir.metering.RecordedExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * The last {@value #MOST} exchanges that have ended on this replica. Safe for use by many threads; adding takes no
 * lock.
 */
public final class RecentExchanges {
    /** How many are kept. */
    public static final int MOST = 1_000;

    private final AtomicReferenceArray<RecordedExchange> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong added = new AtomicLong();

    /** Makes an empty ring. */
    public RecentExchanges() {}

    /** Adds an exchange in place of the oldest. */
    public void add(RecordedExchange exchange) {
        ring.set(Math.floorMod(added.getAndIncrement(), MOST), exchange);
    }

    /** Returns those that match, the last to end first. */
    public List<RecordedExchange> find(Predicate<RecordedExchange> wanted) {
        long newest = added.get() - 1;
        List<RecordedExchange> found = new ArrayList<>();
        for (long at = newest; at >= 0 && at > newest - MOST; at--) {
            RecordedExchange exchange = ring.get(Math.floorMod(at, MOST));
            if (exchange != null && wanted.test(exchange)) {
                found.add(exchange);
            }
        }
        return found;
    }

    /** Returns the exchange with this id of ours; absent where it is too old, or was never here. */
    public Optional<RecordedExchange> find(String requestId) {
        return find(exchange -> exchange.requestId().equals(requestId)).stream().findFirst();
    }
}
