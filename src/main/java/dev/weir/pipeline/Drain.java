package dev.weir.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Shuts Weir down without cutting exchanges: readiness goes down, then no request is let in, then exchanges in flight
 * come to their end, and only those that do not are interrupted.
 */
public final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    /** How long interrupted exchanges get to tell their clients. */
    private static final Duration INTERRUPTED_END = Duration.ofSeconds(5);

    private final Admission admission;
    private final DrainConfig config;
    private volatile boolean begun;

    /** Makes a drain of the exchanges that {@code admission} lets in. */
    public Drain(Admission admission, DrainConfig config) {
        this.admission = admission;
        this.config = config;
    }

    /** Whether the drain has begun, so that Weir is not ready any more. */
    public boolean hasBegun() {
        return begun;
    }

    /** Drains; blocks the calling thread, which must be no event loop, until nothing is in flight or time is up. */
    public void run() {
        begun = true;
        LOG.infof("Draining: not ready, requests are let in for %s more", config.delay());
        await(new CountDownLatch(1), config.delay());
        CountDownLatch idle = admission.close();
        LOG.infof("Draining: no request is let in, %d in flight", admission.inFlight());
        if (!await(idle, config.timeout())) {
            LOG.warnf("Draining: %d exchanges are interrupted after %s", admission.inFlight(), config.timeout());
            admission.interruptAll();
            await(idle, INTERRUPTED_END);
        }
        LOG.info("Drained");
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
