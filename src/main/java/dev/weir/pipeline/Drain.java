package dev.weir.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends Weir without ending calls: readiness goes down, then no call is let in, then those under way come to their end, and
 * only those that do not are interrupted.
 */
public final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    /** How long interrupted calls get to say so to their clients. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Admission admission;
    private final DrainConfig config;
    private volatile boolean begun;

    /** Makes a drain of what {@code admission} lets in. */
    public Drain(Admission admission, DrainConfig config) {
        this.admission = admission;
        this.config = config;
    }

    /** Whether the end has begun, so that Weir is not ready any more. */
    public boolean hasBegun() {
        return begun;
    }

    /** Drains; blocks the thread that calls, which must be no event loop, until nothing is in flight or time is up. */
    public void run() {
        begun = true;
        LOG.infof("Draining: not ready, calls are let in for %s more", config.delay());
        await(new CountDownLatch(1), config.delay());
        CountDownLatch idle = admission.close();
        LOG.infof("Draining: no call is let in, %d are under way", admission.inFlight());
        if (!await(idle, config.timeout())) {
            LOG.warnf("Draining: %d calls are interrupted after %s", admission.inFlight(), config.timeout());
            admission.interruptAll();
            await(idle, LAST_WORDS);
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
