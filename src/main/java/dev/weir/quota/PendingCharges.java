package dev.weir.quota;

import dev.weir.quota.QuotaMeter.LossReason;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The charges that Redis has not confirmed: bounded, sent in order, each until there is a reply.
 *
 * <p>Lost are those beyond the bound, and those to which Redis has replied {@value #MOST_ERRORS} times with a permanent
 * error; both are logged and counted, and the usage log has them. Safe for use by many threads.
 */
final class PendingCharges {
    static final int MOST_ERRORS = 10;
    private static final Logger LOG = Logger.getLogger(PendingCharges.class);
    private static final int AT_ONCE = 64;

    private final GuardedStore store;
    private final QuotaMeter meter;
    private final int bound;
    private final ConcurrentLinkedDeque<PendingCharge> waiting = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<PendingCharge> failed = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger settling = new AtomicInteger();
    private final AtomicInteger beyond = new AtomicInteger();
    private final AtomicBoolean flushing = new AtomicBoolean();

    PendingCharges(GuardedStore store, QuotaMeter meter, int bound) {
        this.store = store;
        this.meter = meter;
        this.bound = bound;
    }

    private record SentCharge(PendingCharge charge, Future<SettleReply> reply) {}

    /** Ends a lease that Redis has confirmed: at once, and again without a reply. */
    void settle(Settlement settlement) {
        settling.incrementAndGet();
        SentCharge sent = send(PendingCharge.settling(settlement));
        sent.reply().onComplete(reply -> {
            if (reply.succeeded()) {
                sent.charge().tell(reply.result(), meter);
                sent.charge().replied(reply.result().isEnded()).ifPresent(this::add);
            } else {
                add(sent.charge().failed(StoreFault.of(reply.cause())));
            }
            settling.decrementAndGet();
        });
    }

    /**
     * Charges a request soon, once by its lease's id. A charge of nothing makes Redis release what it holds, or may
     * hold later.
     */
    void charge(Settlement settlement) {
        add(PendingCharge.charging(settlement));
    }

    /** Returns how many charges wait for Redis, those included that are being sent again. */
    int waiting() {
        return size.get();
    }

    /** Returns how many ended requests Redis has not confirmed, those included that are being sent. */
    int unsettled() {
        return size.get() + settling.get();
    }

    /** Sends all that waits, also what Redis has replied to with an error, until nothing waits or there is no reply. */
    void retry() {
        for (PendingCharge charge = failed.poll(); charge != null; charge = failed.poll()) {
            waiting.add(charge);
        }
        flush();
    }

    private void add(PendingCharge charge) {
        if (size.incrementAndGet() > bound) {
            size.decrementAndGet();
            meter.lost(LossReason.FULL);
            int count = beyond.incrementAndGet();
            if (Integer.bitCount(count) == 1) {
                LOG.errorf("The queue of charges is full: %d charges are in the usage log only", count);
            }
            return;
        }
        waiting.add(charge);
        flush();
    }

    private void flush() {
        if (store.state() != StoreState.GONE && !waiting.isEmpty() && flushing.compareAndSet(false, true)) {
            sendSome();
        }
    }

    private void sendSome() {
        List<SentCharge> sent = new ArrayList<>();
        for (PendingCharge next = waiting.poll(); next != null; next = sent.size() < AT_ONCE ? waiting.poll() : null) {
            sent.add(send(next));
        }
        Future.join(sent.stream().map(SentCharge::reply).toList()).onComplete(_ -> {
            boolean haveAllReplies = settle(sent);
            if (haveAllReplies && !waiting.isEmpty()) {
                sendSome();
                return;
            }
            flushing.set(false);
            if (haveAllReplies) {
                flush();
            }
        });
    }

    private SentCharge send(PendingCharge charge) {
        return new SentCharge(charge, store.run(charge.operation(), charge::send, late -> {
            charge.tell(late, meter);
            charge.repliedLate(late.isEnded()).ifPresent(this::add);
        }));
    }

    /** Returns whether all have a reply; those without wait again, before later ones. */
    private boolean settle(List<SentCharge> sent) {
        List<PendingCharge> unreplied = new ArrayList<>();
        for (SentCharge each : sent) {
            if (each.reply().succeeded()) {
                SettleReply reply = each.reply().result();
                each.charge().tell(reply, meter);
                each.charge().replied(reply.isEnded()).ifPresentOrElse(waiting::add, size::decrementAndGet);
                continue;
            }
            StoreFault fault = StoreFault.of(each.reply().cause());
            PendingCharge rest = each.charge().failed(fault);
            switch (fault) {
                case UNSENT, UNKNOWN -> unreplied.add(rest);
                case PERMANENT -> putAside(rest, each.reply().cause());
            }
        }
        unreplied.reversed().forEach(waiting::addFirst);
        return unreplied.isEmpty();
    }

    private void putAside(PendingCharge charge, Throwable error) {
        if (charge.errors() < MOST_ERRORS) {
            failed.add(charge);
            return;
        }
        size.decrementAndGet();
        meter.lost(LossReason.REFUSED);
        Amounts used = charge.settlement().used();
        LOG.errorf(
                "Redis rejects the charge of lease %s (requests %d, input %d, output %d, nano-dollars %d): %s",
                charge.settlement().lease(),
                used.requests(),
                used.inputTokens(),
                used.outputTokens(),
                used.nanoUsd(),
                error.getMessage());
    }
}
