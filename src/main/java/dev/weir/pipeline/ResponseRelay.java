package dev.weir.pipeline;

import dev.weir.messages.ErrorBody;
import dev.weir.messages.ErrorFacts;
import dev.weir.messages.ResponseFacts;
import dev.weir.relay.EarlyStream;
import dev.weir.relay.Relay;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayListener;
import dev.weir.relay.RelayOutcome;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.relay.RelayOutcome.Discarded;
import dev.weir.relay.RelayOutcome.NotCommitted;
import dev.weir.relay.RelayedResponse;
import dev.weir.tracing.ChildSpan;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Relays an upstream's response to the client of an exchange. */
public final class ResponseRelay {
    private static final String REQUEST_ID = "request-id";
    private static final int OK = 200;

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
        ClientRequest request = exchange.request();
        if (!exchange.expectsStream()) {
            return message(exchange, sending, sending.begin());
        }
        Map<String, String> headers = exchange.quotaHeaders().of(OK);
        Optional<EarlyStream> early = relay.early(request.client(), request.timers(), headers);
        exchange.mayCommitEarly(early);
        Future<ExchangeEnd> end = message(exchange, sending, sending.begin());
        return early.isEmpty() ? end : end.onComplete(_ -> early.get().stop());
    }

    private Future<ExchangeEnd> message(Exchange exchange, Sending sending, Step<UpstreamResponse> sent) {
        return sent.finish(response ->
                goesOn(exchange, response) ? relayed(exchange, sending, response) : error(exchange, response));
    }

    /** Whether the response can be what the client gets: after an early commit only an event stream can. */
    private static boolean goesOn(Exchange exchange, UpstreamResponse response) {
        if (Relay.isPlainEventStream(response.status(), response.headers())) {
            return true;
        }
        exchange.early().ifPresent(EarlyStream::stop);
        return !exchange.isCommittedEarly();
    }

    private Future<ExchangeEnd> relayed(Exchange exchange, Sending sending, UpstreamResponse response) {
        return relay.message(
                        begin(exchange, response, Optional.of(sending)),
                        exchange.client(),
                        exchange.request().timers())
                .compose(outcome -> switch (traced(exchange, outcome)) {
                    case Discarded() -> message(exchange, sending, sending.again());
                    case NotCommitted(CutReason reason, String message)
                    when reason == CutReason.UPSTREAM_BROKE_OFF ->
                        message(exchange, sending, sending.brokeOff(ErrorResponse.notCommitted(reason, message)));
                    case NotCommitted _, RelayEnd _ -> Future.succeededFuture(end(response, outcome));
                });
    }

    /** After an early commit the upstream's error becomes the only event of the stream. */
    private static Future<ExchangeEnd> error(Exchange exchange, UpstreamResponse response) {
        ClientRequest request = exchange.request();
        return ErrorBodyReader.read(response, request.timers()).compose(read -> {
            if (!read.error().isEnvelope()) {
                response.cancel().run();
                return Future.succeededFuture(new ExchangeEnd.Rejected(ErrorResponse.noStream(response.status())));
            }
            exchange.responded(Optional.ofNullable(response.headers().get(REQUEST_ID)));
            Buffer event = Buffer.buffer(ErrorBody.event(read.body().getBytes()));
            Traffic traffic =
                    new Traffic(ResponseFacts.NO_MESSAGE, event.length(), OptionalLong.empty(), OptionalLong.empty());
            RelayEnd reported = new RelayEnd.ErrorReported(traffic);
            exchange.settle(new ExchangeEnd.Relayed(response.status(), reported));
            ExchangeEnd end = new ExchangeEnd.Relayed(OK, reported);
            return exchange.early()
                    .orElseThrow()
                    .endWith(event)
                    .map(taken -> taken ? end : new ExchangeEnd.ClientGone());
        });
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
                .map(outcome -> end(response, traced(exchange, outcome)));
    }

    private static RelayedResponse begin(Exchange exchange, UpstreamResponse response, Optional<Sending> sending) {
        Optional<String> upstreamId = Optional.ofNullable(response.headers().get(REQUEST_ID));
        exchange.responded(upstreamId);
        exchange.trace().begin(ChildSpan.RELAY);
        return new RelayedResponse(
                response.status(),
                response.headers(),
                exchange.expectsStream(),
                response.body(),
                response.cancel(),
                exchange.quotaHeaders().of(response.status()),
                new ExchangeListener(exchange, response.status(), sending),
                exchange.isCommittedEarly()
                        ? exchange.request().id()
                        : upstreamId.orElse(exchange.request().id()));
    }

    private static RelayOutcome traced(Exchange exchange, RelayOutcome outcome) {
        exchange.trace()
                .end(
                        ChildSpan.RELAY,
                        switch (outcome) {
                            case RelayEnd.Completed _ -> "completed";
                            case RelayEnd.ErrorReported _ -> "error_reported";
                            case RelayEnd.Cut _ -> "cut";
                            case RelayEnd.ClientDisconnected _ -> "client_disconnected";
                            case NotCommitted _ -> "not_committed";
                            case Discarded() -> "discarded";
                        });
        return outcome;
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
