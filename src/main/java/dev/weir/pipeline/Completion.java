package dev.weir.pipeline;

import dev.weir.messages.ErrorBody;
import dev.weir.metering.ErrorReason;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord.OwnError;
import dev.weir.pipeline.ExchangeEnd.ClientGone;
import dev.weir.pipeline.ExchangeEnd.Rejected;
import dev.weir.pipeline.ExchangeEnd.Relayed;
import dev.weir.pipeline.ExchangeEnd.Served;
import dev.weir.relay.ClientStream;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.relay.RelayOutcome.CutReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Completes every exchange once, however it ended: settles the reservation, sends an error response if there is one,
 * releases the body and the place in flight, and records the exchange.
 */
public final class Completion {
    /** The recorded status of an exchange whose client disconnected; the client itself got none. Source: nginx. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private static final int OK = 200;

    private final Admission admission;
    private final ExchangeRecorder recorder;
    private final Duration clientStall;

    /**
     * Completes the exchanges that {@code admission} admits, and those that it does not.
     *
     * @param clientStall how long a client may leave a response of Weir's own unread
     */
    public Completion(Admission admission, ExchangeRecorder recorder, Duration clientStall) {
        this.admission = admission;
        this.recorder = recorder;
        this.clientStall = clientStall;
    }

    /** Completes {@code exchange}; never fails. */
    Future<Void> complete(Exchange exchange, ExchangeEnd end) {
        exchange.releaseBody();
        exchange.settle(end);
        return switch (end) {
            case Rejected(ErrorResponse error) when exchange.isCommittedEarly() -> endStream(exchange, error);
            case Rejected(ErrorResponse error) ->
                send(exchange, error)
                        .transform(sent ->
                                close(exchange, sent, error.status(), error.outcome(), Optional.of(own(error))));
            case Served(byte[] json) ->
                send(exchange.request(), OK, Map.of(), json)
                        .transform(sent -> close(exchange, sent, OK, Outcome.COMPLETED, Optional.empty()));
            case Relayed(int status, RelayEnd relayed) ->
                close(exchange, status(status, relayed), outcome(status, relayed), own(relayed), relayed.traffic());
            case ClientGone() -> gone(exchange);
        };
    }

    /** The client has got a stream already, so that the error becomes its only event, and no clean end follows. */
    private Future<Void> endStream(Exchange exchange, ErrorResponse error) {
        ClientStream client = exchange.client();
        if (client.isGone()) {
            return gone(exchange);
        }
        client.write(Buffer.buffer(ErrorBody.event(
                error.type(), error.message(), exchange.request().id())));
        client.cut();
        return close(exchange, OK, inStream(error), Optional.of(own(error)), Traffic.NONE);
    }

    private static Outcome inStream(ErrorResponse error) {
        if (error.reason() == ErrorReason.DRAINING) {
            return Outcome.DRAINED;
        }
        return error.reason() == ErrorReason.KEY_REJECTED ? Outcome.UPSTREAM_ERROR : error.outcome();
    }

    private Future<Void> send(Exchange exchange, ErrorResponse error) {
        ClientRequest request = exchange.request();
        byte[] body = ErrorBody.json(error.type(), error.message(), request.id());
        Map<String, String> headers = new HashMap<>(exchange.quotaHeaders().of(error.status()));
        headers.putAll(error.headers());
        return send(request, error.status(), headers, body);
    }

    private Future<Void> send(ClientRequest request, int status, Map<String, String> more, byte[] json) {
        ClientStream client = request.client();
        if (client.hasBegun()) {
            client.cut();
            return Future.succeededFuture();
        }
        MultiMap headers = HttpHeaders.headers()
                .set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length))
                .set("x-weir-source", "gateway");
        more.forEach(headers::set);
        client.begin(status, headers);
        Future<Void> sent = client.end(Buffer.buffer(json));
        return sent.isComplete() ? sent : withinStall(request, sent);
    }

    /** Disconnects a client that does not take the response, so that it does not count as in flight for ever. */
    private Future<Void> withinStall(ClientRequest request, Future<Void> sent) {
        Promise<Void> first = Promise.promise();
        long stall = request.timers().after(clientStall, () -> {
            request.client().cut();
            first.tryFail("the client does not read");
        });
        sent.onComplete(result -> {
            request.timers().cancel(stall);
            if (result.succeeded()) {
                first.tryComplete();
            } else {
                first.tryFail(result.cause());
            }
        });
        return first.future();
    }

    private Future<Void> close(
            Exchange exchange, AsyncResult<Void> sent, int status, Outcome outcome, Optional<OwnError> error) {
        return sent.succeeded() ? close(exchange, status, outcome, error, Traffic.NONE) : gone(exchange);
    }

    private Future<Void> gone(Exchange exchange) {
        return close(exchange, CLIENT_CLOSED_REQUEST, Outcome.CLIENT_GONE, Optional.empty(), Traffic.NONE);
    }

    private Future<Void> close(
            Exchange exchange, int status, Outcome outcome, Optional<OwnError> error, Traffic traffic) {
        admission.leave(exchange);
        recorder.record(exchange, status, outcome, error, traffic);
        return Future.succeededFuture();
    }

    private static OwnError own(ErrorResponse error) {
        return new OwnError(error.limit(), error.type(), error.reason());
    }

    private static Optional<OwnError> own(RelayEnd end) {
        return switch (end) {
            case RelayEnd.Cut(CutReason reason, Traffic _) ->
                Optional.of(new OwnError(Optional.empty(), reason.errorType(), reasonOf(reason)));
            case RelayEnd.Completed _, RelayEnd.ErrorReported _, RelayEnd.ClientDisconnected _ -> Optional.empty();
        };
    }

    private static ErrorReason reasonOf(CutReason reason) {
        return switch (reason) {
            case UPSTREAM_BROKE_OFF -> ErrorReason.CLOSED;
            case TIMED_OUT -> ErrorReason.TIMEOUT;
            case INTERRUPTED -> ErrorReason.DRAINING;
        };
    }

    private static int status(int status, RelayEnd end) {
        return switch (end) {
            case RelayEnd.ClientDisconnected _ -> CLIENT_CLOSED_REQUEST;
            case RelayEnd.Completed _, RelayEnd.ErrorReported _, RelayEnd.Cut _ -> status;
        };
    }

    private static Outcome outcome(int status, RelayEnd end) {
        return switch (end) {
            case RelayEnd.Completed _ -> status < 400 ? Outcome.COMPLETED : Outcome.UPSTREAM_ERROR;
            case RelayEnd.ErrorReported _ -> Outcome.UPSTREAM_ERROR;
            case RelayEnd.Cut(CutReason reason, Traffic _) ->
                reason == CutReason.INTERRUPTED ? Outcome.DRAINED : Outcome.STREAM_CUT;
            case RelayEnd.ClientDisconnected _ -> Outcome.CLIENT_GONE;
        };
    }
}
