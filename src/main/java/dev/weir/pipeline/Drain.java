package dev.weir.pipeline;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Shuts Weir down without cutting exchanges: not ready, then no new requests, then wait for those in flight, and
 * interrupt only those that do not end in time.
 */
public final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    /** How long interrupted exchanges have to send their last bytes. */
    private static final Duration INTERRUPTED_END = Duration.ofSeconds(5);

    private static final int MILLI_PLACES = 3;

    private final Admission admission;
    private final DrainConfig config;
    private final AuditLog audit;
    private volatile boolean begun;

    /** Makes a drain of the exchanges that {@code admission} admits. */
    public Drain(Admission admission, DrainConfig config, AuditLog audit) {
        this.admission = admission;
        this.config = config;
        this.audit = audit;
    }

    /** Returns whether the drain has begun, so that Weir is no longer ready. */
    public boolean hasBegun() {
        return begun;
    }

    /** Drains; blocks the calling thread, which must not be an event loop, until nothing is in flight or time is up. */
    public void run() {
        begun = true;
        audit.write(AuditEvent.DRAIN, "phase", "begin", "in_flight", String.valueOf(admission.inFlight()));
        int interrupted = drained();
        LOG.info("Drained");
        audit.write(AuditEvent.DRAIN, "phase", "end", "interrupted", String.valueOf(interrupted));
    }

    /** Returns how many exchanges did not end in time. */
    private int drained() {
        LOG.infof("Draining: not ready, new requests are accepted for another %s", shown(config.delay()));
        await(new CountDownLatch(1), config.delay());
        CountDownLatch idle = admission.close();
        LOG.infof("Draining: no new requests, %d in flight", admission.inFlight());
        if (await(idle, config.timeout())) {
            return 0;
        }
        int late = admission.inFlight();
        LOG.warnf("Draining: interrupting %d exchanges after %s", late, shown(config.timeout()));
        admission.interruptAll();
        await(idle, INTERRUPTED_END);
        return late;
    }

    private static String shown(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), MILLI_PLACES)
                        .stripTrailingZeros()
                        .toPlainString() + " s";
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
