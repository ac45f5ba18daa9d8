package dev.weir.pipeline;

import dev.weir.messages.ResponseFacts;
import dev.weir.relay.Relay;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayListener;
import dev.weir.relay.RelayOutcome;
import dev.weir.relay.RelayOutcome.CutReason;
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
     * Relays the response to a request that creates a message, reads its usage and settles before its end. Never fails.
     */
    Future<ExchangeEnd> message(Exchange exchange, UpstreamResponse response) {
        ClientRequest request = exchange.request();
        return relay.message(begin(exchange, response), request.client(), request.timers())
                .map(outcome -> end(response, outcome));
    }

    /** Relays any other response. Never fails. */
    Future<ExchangeEnd> other(Exchange exchange, UpstreamResponse response) {
        ClientRequest request = exchange.request();
        return relay.other(begin(exchange, response), request.client(), request.timers())
                .map(outcome -> end(response, outcome));
    }

    private static RelayedResponse begin(Exchange exchange, UpstreamResponse response) {
        Optional<String> upstreamId = Optional.ofNullable(response.headers().get(REQUEST_ID));
        exchange.responded(upstreamId);
        return new RelayedResponse(
                response.status(),
                response.headers(),
                exchange.expectsStream(),
                response.body(),
                response.cancel(),
                exchange.quotaHeaders().of(response.status()),
                new ExchangeListener(exchange, response.status()),
                upstreamId.orElse(exchange.request().id()));
    }

    private static ExchangeEnd end(UpstreamResponse response, RelayOutcome outcome) {
        return switch (outcome) {
            case RelayEnd end -> new ExchangeEnd.Relayed(response.status(), end);
            case NotCommitted(CutReason reason, String message) ->
                new ExchangeEnd.Rejected(ErrorResponse.notCommitted(reason, message));
        };
    }

    /** Reports the progress of the response to the limits, and settles before the client sees its end. */
    private record ExchangeListener(Exchange exchange, int status) implements RelayListener {
        @Override
        public void committed(Supplier<ResponseFacts> facts) {
            exchange.releaseBody();
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
