package dev.weir.pipeline;

import dev.weir.body.ByteRoom;
import dev.weir.policy.ApiKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The share of each key in what all keys share, so that no key can use up everything. Safe for use by many threads.
 * Kept for every key that was ever used: some hundred bytes each.
 */
public final class KeyShares {
    private final IntSupplier mostRequests;
    private final ByteRoom bodies;
    private final long mostBodyBytes;
    private final Map<String, KeyShare> shares = new ConcurrentHashMap<>();

    /**
     * Makes shares of the requests in flight and of the room for bodies.
     *
     * @param mostRequests requests of one key at the same time, as it is now
     * @param mostBodyBytes bytes of {@code bodies} that one key may take
     */
    public KeyShares(IntSupplier mostRequests, ByteRoom bodies, long mostBodyBytes) {
        this.mostRequests = mostRequests;
        this.bodies = bodies;
        this.mostBodyBytes = mostBodyBytes;
    }

    KeyShare of(ApiKey key) {
        KeyShare known = shares.get(key.sha256());
        return known != null
                ? known
                : shares.computeIfAbsent(key.sha256(), _ -> new KeyShare(bodies.share(mostBodyBytes)));
    }

    /** The share of one key. */
    final class KeyShare {
        private final ByteRoom bodies;
        private final AtomicInteger requests = new AtomicInteger();

        private KeyShare(ByteRoom bodies) {
            this.bodies = bodies;
        }

        /** Returns the key's room for bodies. */
        ByteRoom bodies() {
            return bodies;
        }

        /** Counts one more request and returns whether the key may have it; otherwise it is not counted. */
        boolean enter() {
            if (requests.incrementAndGet() > mostRequests.getAsInt()) {
                requests.decrementAndGet();
                return false;
            }
            return true;
        }

        void leave() {
            requests.decrementAndGet();
        }
    }
}
