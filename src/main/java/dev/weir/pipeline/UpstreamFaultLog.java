package dev.weir.pipeline;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.metering.ErrorReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs which upstream fails and why: at most one line a minute for each upstream, key and cause, with the number of
 * attempts that failed since the last line; and one line when the upstream responds again, bounded in the same way.
 * Safe for any thread.
 */
public final class UpstreamFaultLog {
    private static final Logger LOG = Logger.getLogger(UpstreamFaultLog.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final AuditLog audit;
    private final Map<FaultKey, FaultLine> faults = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Makes a log; {@code nanos} is a clock that only goes forward. */
    public UpstreamFaultLog(LongSupplier nanos, AuditLog audit) {
        this.nanos = nanos;
        this.audit = audit;
    }

    /** Notes an attempt without a response, or whose key was rejected. */
    void failed(String upstream, String key, ErrorReason cause) {
        FaultKey fault = new FaultKey(upstream, key, cause);
        FaultLine told = faults.computeIfAbsent(fault, _ -> new FaultLine());
        synchronized (told) {
            told.attempts++;
            long now = nanos.getAsLong();
            if (told.wasTold && now - told.toldAt < MINUTE) {
                return;
            }
            LOG.log(
                    cause == ErrorReason.KEY_REJECTED ? Logger.Level.ERROR : Logger.Level.WARN,
                    "Upstream " + upstream + " fails, key " + key + ", " + cause.label() + ": " + meaning(cause)
                            + " Attempts since the last such line: " + told.attempts + ".");
            if (cause == ErrorReason.KEY_REJECTED) {
                String attempts = String.valueOf(told.attempts);
                audit.write(AuditEvent.UPSTREAM_KEY_REJECTED, "upstream", upstream, "key", key, "attempts", attempts);
            }
            if (!told.isOpen) {
                open.incrementAndGet();
            }
            told.isOpen = true;
            told.wasTold = true;
            told.toldAt = now;
            told.attempts = 0;
        }
    }

    /** Notes an attempt with a response, of any status but that for an invalid key. */
    void responded(String upstream, String key) {
        if (open.get() > 0) {
            faults.forEach((fault, told) -> {
                if (fault.endsWith(upstream, key)) {
                    recovered(fault, told);
                }
            });
        }
    }

    private void recovered(FaultKey fault, FaultLine told) {
        synchronized (told) {
            if (told.isOpen) {
                told.isOpen = false;
                open.decrementAndGet();
                LOG.info("Upstream " + fault.upstream + " responds again, key " + fault.key + ", after: "
                        + fault.cause.label());
            }
        }
    }

    private static String meaning(ErrorReason cause) {
        return switch (cause) {
            case DNS -> "its name does not resolve.";
            case TLS -> "its certificate or the TLS handshake was not accepted.";
            case TIMEOUT -> "it did not respond in time.";
            case CLOSED -> "it closed the connection before it responded.";
            case KEY_REJECTED -> "it rejects the key.";
            case UNUSABLE -> "what it sends is no final HTTP response, or a redirect.";
            default -> "it cannot be connected to.";
        };
    }

    private record FaultKey(String upstream, String key, ErrorReason cause) {
        /** Returns whether a response ends the fault; that of another key does not end the fault of a rejected key. */
        boolean endsWith(String responding, String with) {
            return upstream.equals(responding) && (cause != ErrorReason.KEY_REJECTED || key.equals(with));
        }
    }

    /** What was logged of a fault; guarded by itself. */
    private static final class FaultLine {
        private boolean wasTold;
        private boolean isOpen;
        private long toldAt;
        private long attempts;
    }
}
