package dev.weir.pipeline;

import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ResponseFacts;
import dev.weir.relay.Relay;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayListener;
import dev.weir.relay.RelayOutcome;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.relay.RelayOutcome.Discarded;
import dev.weir.relay.RelayOutcome.NotCommitted;
import dev.weir.relay.RelayedResponse;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.Supplier;

/** Relays an upstream's response to the client of an exchange. */
public final class ResponseRelay {
    private static final String REQUEST_ID = "request-id";

    private final Relay relay;

    /** Makes a stage of {@code relay}. */
    public ResponseRelay(Relay relay) {
        this.relay = relay;
    }

    /**
     * Sends a request that creates a message, relays its response, reads its usage and settles before its end. Never
     * fails. A stream that is none is sent for again before the client has got anything.
     */
    Future<ExchangeEnd> message(Exchange exchange, Sending sending) {
        return message(exchange, sending, sending.begin());
    }

    private Future<ExchangeEnd> message(Exchange exchange, Sending sending, Step<UpstreamResponse> sent) {
        ClientRequest request = exchange.request();
        return sent.finish(response -> relay.message(
                        begin(exchange, response, Optional.of(sending)), request.client(), request.timers())
                .compose(outcome -> switch (outcome) {
                    case Discarded() -> message(exchange, sending, sending.again());
                    case NotCommitted(CutReason reason, String message)
                    when reason == CutReason.UPSTREAM_BROKE_OFF ->
                        message(exchange, sending, sending.brokeOff(ErrorResponse.notCommitted(reason, message)));
                    case NotCommitted _, RelayEnd _ -> Future.succeededFuture(end(response, outcome));
                }));
    }

    /** Sends any other request and relays its response. Never fails. */
    Future<ExchangeEnd> other(Exchange exchange, Sending sending) {
        return sending.begin().finish(response -> other(exchange, response, Optional.of(sending)));
    }

    /** Relays a response. Never fails. */
    Future<ExchangeEnd> other(Exchange exchange, UpstreamResponse response) {
        return other(exchange, response, Optional.empty());
    }

    private Future<ExchangeEnd> other(Exchange exchange, UpstreamResponse response, Optional<Sending> sending) {
        ClientRequest request = exchange.request();
        return relay.other(begin(exchange, response, sending), request.client(), request.timers())
                .map(outcome -> end(response, outcome));
    }

    private static RelayedResponse begin(Exchange exchange, UpstreamResponse response, Optional<Sending> sending) {
        Optional<String> upstreamId = Optional.ofNullable(response.headers().get(REQUEST_ID));
        exchange.responded(upstreamId);
        return new RelayedResponse(
                response.status(),
                response.headers(),
                exchange.expectsStream(),
                response.body(),
                response.cancel(),
                exchange.quotaHeaders().of(response.status()),
                new ExchangeListener(exchange, response.status(), sending),
                upstreamId.orElse(exchange.request().id()));
    }

    private static ExchangeEnd end(UpstreamResponse response, RelayOutcome outcome) {
        return switch (outcome) {
            case RelayEnd end -> new ExchangeEnd.Relayed(response.status(), end);
            case NotCommitted(CutReason reason, String message) ->
                new ExchangeEnd.Rejected(ErrorResponse.notCommitted(reason, message));
            case Discarded() -> throw new IllegalStateException("nothing sends the request again");
        };
    }

    /** Reports the progress of the response to the limits, and settles before the client sees its end. */
    private record ExchangeListener(Exchange exchange, int status, Optional<Sending> sending) implements RelayListener {
        @Override
        public boolean discards(ErrorFacts error) {
            return sending.map(attempts -> attempts.discards(error)).orElse(false);
        }

        @Override
        public void committed(Supplier<ResponseFacts> facts) {
            exchange.releaseBody();
            sending.ifPresent(Sending::committed);
            exchange.reservation().ifPresent(reservation -> reservation.responseBegun(() -> onLoop(facts)));
        }

        private Future<ResponseFacts> onLoop(Supplier<ResponseFacts> facts) {
            Promise<ResponseFacts> read = Promise.promise();
            exchange.request().timers().soon(() -> read.complete(facts.get()));
            return read.future();
        }

        @Override
        public void ending(RelayEnd end) {
            exchange.settle(new ExchangeEnd.Relayed(status, end));
        }

        @Override
        public void interruptible(Runnable interrupt) {
            exchange.interruption().onRequest(interrupt);
        }
    }
}
