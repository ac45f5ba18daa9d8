package dev.weir.pipeline;

import dev.weir.messages.ErrorFacts;
import dev.weir.upstream.TraceHeaders;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamRequest;
import dev.weir.upstream.UpstreamResponse;
import dev.weir.upstream.keys.KeyChoice;
import dev.weir.upstream.keys.KeyQuery;
import dev.weir.upstream.keys.PoolKey;
import dev.weir.upstream.retry.AttemptEnd;
import dev.weir.upstream.retry.Classification;
import dev.weir.upstream.retry.Classification.KeyEffect;
import dev.weir.upstream.retry.Classification.Next;
import dev.weir.upstream.retry.RetryHints;
import dev.weir.upstream.retry.RetryPolicy.Decision;
import dev.weir.upstream.retry.RetryProgress;
import dev.weir.upstream.retry.RetryReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends the request of one exchange until there is a response to relay, or none to wait for: each attempt's end
 * is classified, told to the keys, and decided on. Nothing is sent again once a response is committed. Used on
 * one event loop only.
 */
final class Sending {
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    private final UpstreamSender sender;
    private final Exchange exchange;
    private final UpstreamRequest request;
    private final ClientPatience client;
    private KeyQuery query;
    private Optional<PoolKey> key = Optional.empty();
    private String secret = "";
    private Optional<UpstreamResponse> good = Optional.empty();
    private Decision decided = new Decision.Relay();
    private Duration waited = Duration.ZERO;
    private int counted;
    private int internalErrors;
    private boolean resent;

    Sending(UpstreamSender sender, Exchange exchange, UpstreamRequest request, KeyQuery query) {
        this.sender = sender;
        this.exchange = exchange;
        this.request = request;
        this.query = query;
        this.client = ClientPatience.of(request.clientHeaders());
    }

    /** Makes attempts until there is a response to relay. */
    Step<UpstreamResponse> begin() {
        sender.rules().budget().request();
        sender.rules().resends().request();
        return Step.of(attempt());
    }

    /** Says whether a stream that began with this error is discarded; then {@link #again} sends the request again. */
    boolean discards(ErrorFacts error) {
        AttemptEnd end = new AttemptEnd.ErrorEvent(error, good.map(this::hints).orElse(RetryHints.NONE));
        good = Optional.empty();
        return isRetried(end);
    }

    /** Sends the request again, as was decided. */
    Step<UpstreamResponse> again() {
        return Step.of(decided instanceof Decision.Wait(RetryReason _, Duration time) ? after(time) : attempt());
    }

    /** Goes on after a stream that broke off before its first event: with another attempt, or with {@code last}. */
    Step<UpstreamResponse> brokeOff(ErrorResponse last) {
        good = Optional.empty();
        return isRetried(new AttemptEnd.ClosedEarly()) ? again() : Step.reject(last);
    }

    /** Tells the key that its response is good enough to be relayed. */
    void committed() {
        good.ifPresent(response -> {
            AttemptEnd end = new AttemptEnd.Responded(response.status(), ErrorFacts.NONE, RetryHints.NONE);
            sender.keys().ended(key.orElseThrow(), query.model(), end, new KeyEffect.None());
        });
        good = Optional.empty();
    }

    private Future<Step<UpstreamResponse>> attempt() {
        return switch (sender.keys().choose(query)) {
            case KeyChoice.Chosen(PoolKey chosen) -> attempt(chosen);
            case KeyChoice.BreakerOpen(KeyChoice.Cause cause, Duration untilProbe) ->
                ended(Step.reject(ErrorResponse.breakerOpen(cause, untilProbe)));
        };
    }

    private Future<Step<UpstreamResponse>> attempt(PoolKey chosen) {
        key = Optional.of(chosen);
        secret = chosen.secret();
        counted++;
        return ended(chosen, sender.client().send(traced(chosen), chosen));
    }

    /** Returns the request as this attempt sends it: in a trace each attempt has a span of its own. */
    private UpstreamRequest traced(PoolKey chosen) {
        return exchange.trace()
                .beginAttempt(chosen.upstream(), chosen.name())
                .map(own ->
                        request.within(new TraceHeaders(own, exchange.trace().isContinued())))
                .orElse(request);
    }

    private Future<Step<UpstreamResponse>> ended(PoolKey chosen, UpstreamAttempt attempt) {
        exchange.attempts().begun(attempt);
        exchange.request().client().onGone(attempt::cancel);
        exchange.interruption().onRequest(attempt::cancel);
        return attempt.outcome().compose(outcome -> {
            sender.recorder().ended(chosen, outcome);
            exchange.trace().endAttempt(AttemptRecorder.result(outcome));
            return ended(outcome);
        });
    }

    private Future<Step<UpstreamResponse>> ended(UpstreamOutcome outcome) {
        return switch (outcome) {
            case UpstreamOutcome.Responded(UpstreamResponse response) -> responded(response);
            case UpstreamOutcome.Unreachable(Failure failure, String message) ->
                unreachable(failure, Step.reject(ErrorResponse.unreachable(AttemptRecorder.reason(failure), message)));
            case UpstreamOutcome.TimedOut(String setting) ->
                failed(new AttemptEnd.FirstByteLate(), Step.reject(ErrorResponse.upstreamTimedOut(setting)));
            case UpstreamOutcome.Busy() ->
                failed(new AttemptEnd.NoConnectionFree(), Step.reject(ErrorResponse.upstreamBusy()));
            case UpstreamOutcome.Cancelled() -> ended(cancelled());
        };
    }

    private Future<Step<UpstreamResponse>> responded(UpstreamResponse response) {
        sender.keys().readRateLimits(key.orElseThrow(), query.model(), response.headers());
        if (response.status() < FIRST_ERROR) {
            good = Optional.of(response);
            return ended(Step.next(response));
        }
        return ErrorBodyReader.read(response, exchange.request().timers()).compose(read -> {
            AttemptEnd end = new AttemptEnd.Responded(response.status(), read.error(), hints(response));
            if (!isRetried(end)) {
                return ended(relayed(read.response()));
            }
            response.cancel().run();
            return send();
        });
    }

    /** An upstream's 401 is about Weir's own key, and none of the client's business. */
    private static Step<UpstreamResponse> relayed(UpstreamResponse error) {
        if (error.status() == UNAUTHORIZED) {
            error.cancel().run();
            return Step.reject(ErrorResponse.upstreamKeyRejected());
        }
        return Step.next(error);
    }

    private Future<Step<UpstreamResponse>> unreachable(Failure failure, Step<UpstreamResponse> last) {
        if (failure == Failure.STALE && !resent && sender.rules().resends().take()) {
            resent = true;
            sender.recorder().retried(RetryReason.STALE_CONNECTION);
            PoolKey same = key.orElseThrow();
            return ended(same, sender.client().sendOverNewConnection(traced(same), same));
        }
        return failed(
                switch (failure) {
                    case DNS, CONNECT -> new AttemptEnd.NotConnected();
                    case TLS -> new AttemptEnd.TlsRejected();
                    case CLOSED, STALE -> new AttemptEnd.ClosedEarly();
                    case UNUSABLE -> new AttemptEnd.Unusable();
                },
                last);
    }

    private Future<Step<UpstreamResponse>> failed(AttemptEnd end, Step<UpstreamResponse> last) {
        return isRetried(end) ? send() : ended(last);
    }

    private boolean isRetried(AttemptEnd end) {
        Classification classification = sender.rules().classifier().classify(end);
        PoolKey used = key.orElseThrow();
        if (classification.effect() instanceof KeyEffect.Out(RetryReason reason, var _)
                && !secret.equals(used.secret())
                && !exchange.isCommittedEarly()) {
            decided = retried(new Decision.OtherKey(reason), reason); // what was rejected is not in force any more
            return true;
        }
        sender.keys().ended(used, query.model(), end, classification.effect());
        decided = classification.next() instanceof Next.Retry(RetryReason reason, var _, var _)
                ? decide(classification, reason, used)
                : new Decision.Relay();
        return !(decided instanceof Decision.Relay);
    }

    private Decision decide(Classification classification, RetryReason reason, PoolKey used) {
        if (exchange.isCommittedEarly()) {
            return new Decision.Relay();
        }
        internalErrors += reason == RetryReason.INTERNAL_ERROR ? 1 : 0;
        boolean upstreamFailed = reason == RetryReason.CONNECT || reason == RetryReason.TLS;
        KeyQuery elsewhere = query.without(upstreamFailed ? sender.keys().keysOf(used.upstream()) : List.of(used));
        Decision decision = sender.rules()
                .policy()
                .decide(classification.next(), progress(), sender.keys().hasOther(elsewhere));
        if (decision instanceof Decision.Relay || !isPaidFor(classification)) {
            return new Decision.Relay();
        }
        if (decision instanceof Decision.OtherKey) {
            query = elsewhere;
        }
        return retried(decision, reason);
    }

    private Decision retried(Decision decision, RetryReason reason) {
        exchange.attempts().failed();
        sender.recorder().retried(reason);
        return decision;
    }

    /** What takes a key out happens once to each key, so that it cannot become a storm. */
    private boolean isPaidFor(Classification classification) {
        return classification.effect() instanceof KeyEffect.Out
                || sender.rules().budget().take();
    }

    private RetryProgress progress() {
        Duration left = client.timeout().minusNanos(exchange.nanosSinceStart());
        return new RetryProgress(
                counted, internalErrors, waited, client.retries(), left.isNegative() ? Duration.ZERO : left);
    }

    private Future<Step<UpstreamResponse>> send() {
        return decided instanceof Decision.Wait(RetryReason _, Duration time) ? after(time) : attempt();
    }

    /** Waits, unless the client disconnects or the exchange is interrupted. */
    private Future<Step<UpstreamResponse>> after(Duration time) {
        waited = waited.plus(time);
        exchange.attempts().waited(time);
        Promise<Boolean> over = Promise.promise();
        long timer = exchange.request().timers().after(time, () -> over.tryComplete(true));
        exchange.request().client().onGone(() -> over.tryComplete(false));
        exchange.interruption().onRequest(() -> over.tryComplete(false));
        return over.future().compose(inTime -> {
            exchange.request().timers().cancel(timer);
            return inTime ? attempt() : ended(cancelled());
        });
    }

    private Step<UpstreamResponse> cancelled() {
        return exchange.interruption().isRequested()
                ? Step.reject(ErrorResponse.draining())
                : Step.end(new ExchangeEnd.ClientGone());
    }

    private RetryHints hints(UpstreamResponse response) {
        return RetryHints.of(response.headers(), sender.clock().instant());
    }

    private static Future<Step<UpstreamResponse>> ended(Step<UpstreamResponse> step) {
        return Future.succeededFuture(step);
    }
}
