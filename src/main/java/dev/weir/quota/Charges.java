package dev.weir.quota;

import dev.weir.quota.QuotaMeter.Loss;
import dev.weir.quota.store.Amounts;
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
 * What was used and Redis does not know yet, until it does: bounded, in order, each told until there is an answer.
 *
 * <p>Lost are those beyond the bound, and those that Redis has refused {@value #MOST_REFUSALS} times with an error of their own;
 * both are logged and counted, and the usage log has them. Safe for use by many threads.
 */
final class Charges {
    static final int MOST_REFUSALS = 10;
    private static final Logger LOG = Logger.getLogger(Charges.class);
    private static final int AT_ONCE = 64;

    private final GuardedStore store;
    private final QuotaMeter meter;
    private final int bound;
    private final ConcurrentLinkedDeque<Due> waiting = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Due> refused = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger settling = new AtomicInteger();
    private final AtomicInteger beyond = new AtomicInteger();
    private final AtomicBoolean flushing = new AtomicBoolean();

    Charges(GuardedStore store, QuotaMeter meter, int bound) {
        this.store = store;
        this.meter = meter;
        this.bound = bound;
    }

    private record Told(Due due, Future<Boolean> answer) {}

    /** Ends a lease that Redis has confirmed: at once, and again where there is no answer. */
    void settle(Settlement settlement) {
        settling.incrementAndGet();
        Told told = tell(Due.settling(settlement));
        told.answer().onComplete(answer -> {
            if (answer.succeeded()) {
                told.due().answered(answer.result()).ifPresent(this::add);
            } else {
                add(told.due().failed(StoreFault.of(answer.cause())));
            }
            settling.decrementAndGet();
        });
    }

    /** Charges a call, soon, once by its lease's id; with nothing, so that Redis holds nothing for it now or later. */
    void charge(Settlement settlement) {
        add(Due.charging(settlement));
    }

    /** Returns how many wait for Redis, those included that it is being told of again. */
    int waiting() {
        return size.get();
    }

    /** Returns how many calls Redis does not know about yet, those that it is being told of included. */
    int unsettled() {
        return size.get() + settling.get();
    }

    /** Tells all that waits, that which was refused before too, until all is told or there is no answer. */
    void retry() {
        for (Due due = refused.poll(); due != null; due = refused.poll()) {
            waiting.add(due);
        }
        flush();
    }

    private void add(Due due) {
        if (size.incrementAndGet() > bound) {
            size.decrementAndGet();
            meter.lost(Loss.FULL);
            int count = beyond.incrementAndGet();
            if (Integer.bitCount(count) == 1) {
                LOG.errorf("The queue of charges is full: %d charges are in the usage log only", count);
            }
            return;
        }
        waiting.add(due);
        flush();
    }

    private void flush() {
        if (store.state() != StoreState.GONE && !waiting.isEmpty() && flushing.compareAndSet(false, true)) {
            tellSome();
        }
    }

    private void tellSome() {
        List<Told> told = new ArrayList<>();
        for (Due next = waiting.poll(); next != null; next = told.size() < AT_ONCE ? waiting.poll() : null) {
            told.add(tell(next));
        }
        Future.join(told.stream().map(Told::answer).toList()).onComplete(_ -> {
            boolean areAllAnswered = settle(told);
            if (areAllAnswered && !waiting.isEmpty()) {
                tellSome();
                return;
            }
            flushing.set(false);
            if (areAllAnswered) {
                flush();
            }
        });
    }

    private Told tell(Due due) {
        return new Told(due, store.call(due.script(), due::tell));
    }

    /** Returns whether all have an answer; those without wait again, before those that came later. */
    private boolean settle(List<Told> told) {
        List<Due> unanswered = new ArrayList<>();
        for (Told each : told) {
            if (each.answer().succeeded()) {
                each.due().answered(each.answer().result()).ifPresentOrElse(waiting::add, size::decrementAndGet);
                continue;
            }
            StoreFault fault = StoreFault.of(each.answer().cause());
            Due rest = each.due().failed(fault);
            switch (fault) {
                case UNSENT, UNKNOWN -> unanswered.add(rest);
                case REFUSED -> putAside(rest, each.answer().cause());
            }
        }
        unanswered.reversed().forEach(waiting::addFirst);
        return unanswered.isEmpty();
    }

    private void putAside(Due due, Throwable error) {
        if (due.refusals() < MOST_REFUSALS) {
            refused.add(due);
            return;
        }
        size.decrementAndGet();
        meter.lost(Loss.REFUSED);
        Amounts used = due.settlement().used();
        LOG.errorf(
                "Redis refuses what lease %s used (requests %d, input %d, output %d, nano-dollars %d): %s",
                due.settlement().lease(),
                used.requests(),
                used.inputTokens(),
                used.outputTokens(),
                used.nanoUsd(),
                error.getMessage());
    }
}
