package dev.weir.quota;

import dev.weir.quota.QuotaMeter.Script;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * What was used and Redis does not know yet, until it does: bounded, in order, each charged once by its lease's id.
 *
 * <p>Beyond the bound new ones are lost, which is logged; the usage log has them. Safe for use by many threads.
 */
final class Charges {
    private static final Logger LOG = Logger.getLogger(Charges.class);
    private static final int AT_ONCE = 64;

    private final GuardedStore store;
    private final int bound;
    private final ConcurrentLinkedDeque<Settlement> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();

    Charges(GuardedStore store, int bound) {
        this.store = store;
        this.bound = bound;
    }

    /** Takes a charge and sends it soon. */
    void add(Settlement charge) {
        if (size.incrementAndGet() > bound) {
            size.decrementAndGet();
            long count = lost.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                LOG.errorf("The queue of charges is full: %d charges are in the usage log only", count);
            }
            return;
        }
        waiting.add(charge);
        flush();
    }

    /** Returns how many wait or are under way. */
    int size() {
        return size.get();
    }

    /** Sends what waits until all is charged or one fails; harmless while it is under way. */
    void flush() {
        if (!waiting.isEmpty() && flushing.compareAndSet(false, true)) {
            sendSome();
        }
    }

    private void sendSome() {
        List<Future<Boolean>> sent = new ArrayList<>();
        for (Settlement next = waiting.poll(); next != null; next = sent.size() < AT_ONCE ? waiting.poll() : null) {
            sent.add(send(next));
        }
        Future.join(sent).onComplete(_ -> {
            boolean allCharged = sent.stream().allMatch(Future::result);
            if (allCharged && !waiting.isEmpty()) {
                sendSome();
                return;
            }
            flushing.set(false);
            if (allCharged) {
                flush();
            }
        });
    }

    /** Returns whether it was charged; else it waits again, before those that came later. */
    private Future<Boolean> send(Settlement charge) {
        return store.call(Script.CHARGE, to -> to.charge(charge))
                .map(_ -> {
                    size.decrementAndGet();
                    return true;
                })
                .recover(_ -> {
                    waiting.addFirst(charge);
                    return Future.succeededFuture(false);
                });
    }
}
