package dev.weir.pipeline;

import dev.weir.metering.ErrorReason;
import dev.weir.metering.WeirMetrics;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.UpstreamResponse;
import dev.weir.upstream.keys.PoolKey;
import dev.weir.upstream.retry.RetryReason;

/** Counts every attempt and every retry, and logs attempts that fail. */
public final class AttemptRecorder {
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    private final WeirMetrics metrics;
    private final UpstreamFaultLog faults;

    /** Makes a recorder. */
    public AttemptRecorder(WeirMetrics metrics, UpstreamFaultLog faults) {
        this.metrics = metrics;
        this.faults = faults;
    }

    void ended(PoolKey key, UpstreamOutcome outcome) {
        switch (outcome) {
            case Responded(UpstreamResponse response) -> responded(key, response.status());
            case Unreachable(Failure failure, String _) -> failed(key, reason(failure));
            case TimedOut _ -> failed(key, ErrorReason.TIMEOUT);
            case Busy(), Cancelled() -> {}
        }
    }

    /** Returns how an attempt ended, in a word or a status; allocates nothing. */
    static String result(UpstreamOutcome outcome) {
        return switch (outcome) {
            case Responded(UpstreamResponse response) -> response.status() < FIRST_ERROR ? "responded" : "error_status";
            case Unreachable(Failure failure, String _) -> reason(failure).label();
            case TimedOut _ -> ErrorReason.TIMEOUT.label();
            case Busy() -> ErrorReason.CONNECTIONS.label();
            case Cancelled() -> "cancelled";
        };
    }

    void retried(RetryReason reason) {
        metrics.retried(reason.label());
    }

    static ErrorReason reason(Failure failure) {
        return switch (failure) {
            case DNS -> ErrorReason.DNS;
            case CONNECT -> ErrorReason.CONNECT;
            case TLS -> ErrorReason.TLS;
            case CLOSED, STALE -> ErrorReason.CLOSED;
            case UNUSABLE -> ErrorReason.UNUSABLE;
        };
    }

    private void responded(PoolKey key, int status) {
        if (status == UNAUTHORIZED) {
            failed(key, ErrorReason.KEY_REJECTED);
        } else {
            metrics.upstreamResponded(key.upstream(), key.name(), status);
            faults.responded(key.upstream(), key.name());
        }
    }

    private void failed(PoolKey key, ErrorReason cause) {
        boolean isConnection = cause == ErrorReason.CLOSED || cause == ErrorReason.UNUSABLE;
        metrics.upstreamFailed(key.upstream(), key.name(), (isConnection ? ErrorReason.CONNECT : cause).label());
        faults.failed(key.upstream(), key.name(), cause);
    }
}
