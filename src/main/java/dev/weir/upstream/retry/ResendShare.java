package dev.weir.upstream.retry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests may be sent again because the upstream had closed their idle connection: one, and 5 % of all
 * requests. Safe for use by many threads.
 */
public final class ResendShare {
    private static final int REQUESTS_PER_RESEND = 20;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong resends = new AtomicLong();

    /** Counts a request that was sent for the first time. */
    public void request() {
        requests.incrementAndGet();
    }

    /** Takes one resend; returns whether one was left. */
    public boolean take() {
        long most = 1 + requests.get() / REQUESTS_PER_RESEND;
        return resends.getAndUpdate(taken -> taken < most ? taken + 1 : taken) < most;
    }
}
