package dev.weir.pipeline;

import dev.weir.metering.ErrorReason;
import dev.weir.metering.WeirMetrics;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamClient;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.KeyRejected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;

/** Sends requests upstream. */
public final class UpstreamSender {
    private final UpstreamClient upstream;
    private final WeirMetrics metrics;
    private final UpstreamFaultLog faults;

    /** Makes a sender that counts every attempt and logs those that fail. */
    public UpstreamSender(UpstreamClient upstream, WeirMetrics metrics, UpstreamFaultLog faults) {
        this.upstream = upstream;
        this.metrics = metrics;
        this.faults = faults;
    }

    /** Goes on with the upstream's response, whatever its status, or ends the exchange where there is none. */
    Step<UpstreamResponse> send(Exchange exchange, UpstreamRequest request) {
        return Step.of(attempt(exchange, request).map(outcome -> step(exchange, outcome)));
    }

    /** Makes one attempt; never fails, and is cancelled when the client disconnects or the exchange is interrupted. */
    private Future<UpstreamOutcome> attempt(Exchange exchange, UpstreamRequest request) {
        UpstreamAttempt attempt = upstream.send(request);
        exchange.attempts().begun(attempt);
        exchange.request().client().onGone(attempt::cancel);
        exchange.interruption().onRequest(attempt::cancel);
        return attempt.outcome().onSuccess(outcome -> count(attempt, outcome));
    }

    private void count(UpstreamAttempt attempt, UpstreamOutcome outcome) {
        String name = attempt.upstreamName();
        String key = attempt.keyName();
        switch (outcome) {
            case Responded(UpstreamResponse response) -> {
                metrics.upstreamResponded(name, key, response.status());
                faults.responded(name, key);
            }
            case KeyRejected() -> failed(name, key, ErrorReason.KEY_REJECTED);
            case Unreachable(Failure failure, String _) -> failed(name, key, reason(failure));
            case TimedOut _ -> failed(name, key, ErrorReason.TIMEOUT);
            case Busy(), Cancelled() -> {}
        }
    }

    private void failed(String upstream, String key, ErrorReason cause) {
        boolean isConnection = cause == ErrorReason.CLOSED || cause == ErrorReason.UNUSABLE;
        metrics.upstreamFailed(upstream, key, (isConnection ? ErrorReason.CONNECT : cause).label());
        faults.failed(upstream, key, cause);
    }

    private static ErrorReason reason(Failure failure) {
        return switch (failure) {
            case DNS -> ErrorReason.DNS;
            case CONNECT -> ErrorReason.CONNECT;
            case TLS -> ErrorReason.TLS;
            case CLOSED -> ErrorReason.CLOSED;
            case UNUSABLE -> ErrorReason.UNUSABLE;
        };
    }

    private static Step<UpstreamResponse> step(Exchange exchange, UpstreamOutcome outcome) {
        return switch (outcome) {
            case Responded(UpstreamResponse response) -> Step.next(response);
            case Unreachable(Failure failure, String message) ->
                Step.reject(ErrorResponse.unreachable(reason(failure), message));
            case KeyRejected() -> Step.reject(ErrorResponse.upstreamKeyRejected());
            case TimedOut(String setting) -> Step.reject(ErrorResponse.upstreamTimedOut(setting));
            case Busy() -> Step.reject(ErrorResponse.upstreamBusy());
            case Cancelled() ->
                exchange.interruption().isRequested()
                        ? Step.reject(ErrorResponse.draining())
                        : Step.end(new ExchangeEnd.ClientGone());
        };
    }
}
