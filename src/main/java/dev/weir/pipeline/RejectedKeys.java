package dev.weir.pipeline;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.auth.Authentication.Unauthenticated;
import dev.weir.auth.Caller;
import dev.weir.auth.KeyFault;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes rejected client keys to the audit log: at most {@value #MOST} lines a minute, whoever tries keys. A minute's
 * first line says how many were left out before. Safe for any thread.
 */
public final class RejectedKeys {
    static final int MOST = 20;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final String NONE = "none";

    private final AuditLog audit;
    private final LongSupplier nanos;
    private long minuteBegan;
    private int written;
    private long leftOut;
    private boolean hasBegun;

    /** Writes to {@code audit}; {@code nanos} is a clock that only goes forward. */
    public RejectedKeys(AuditLog audit, LongSupplier nanos) {
        this.audit = audit;
        this.nanos = nanos;
    }

    /** Notes a rejected request; one without any key is none. */
    void note(String requestId, Unauthenticated rejected) {
        if (rejected.fault() == KeyFault.NONE_SENT) {
            return;
        }
        long before = take();
        if (before < 0) {
            return;
        }
        audit.write(
                AuditEvent.KEY_REJECTED,
                "request_id",
                requestId,
                "fault",
                rejected.fault().label(),
                "team",
                rejected.whose().map(Caller::team).map(team -> team.name()).orElse(NONE),
                "key",
                rejected.whose().map(Caller::key).map(key -> key.id()).orElse(NONE),
                "left_out",
                String.valueOf(before));
    }

    /** Returns how many were left out since the last line; -1 where this one is left out too. */
    private synchronized long take() {
        long now = nanos.getAsLong();
        if (!hasBegun || now - minuteBegan >= MINUTE) {
            hasBegun = true;
            minuteBegan = now;
            written = 0;
        }
        if (written == MOST) {
            leftOut++;
            return -1;
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
