package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.body.Body;
import dev.weir.messages.ErrorBody;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ResponseFacts;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.Sizes;
import dev.weir.metering.UsageRecord.Who;
import dev.weir.metering.WeirMetrics;
import dev.weir.pipeline.Ending.ClientLeft;
import dev.weir.pipeline.Ending.Listed;
import dev.weir.pipeline.Ending.Refused;
import dev.weir.pipeline.Ending.Relayed;
import dev.weir.quota.QuotaLimiter;
import dev.weir.relay.ClientStream;
import dev.weir.relay.RelayEnd;
import dev.weir.relay.RelayEnd.Traffic;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamOutcome;
import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.KeyRejected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What happens once at the end of every exchange, whatever happened before: the refusal is written where there is one, the
 * body and the place in flight are given back, the lease is settled, the record is made.
 */
public final class Conclusion {
    /** What is recorded where the client left; the client itself got no status. Source: nginx. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private static final Traffic NO_TRAFFIC = new Traffic(ResponseFacts.NONE, 0, -1, -1);

    private final Admission admission;
    private final QuotaLimiter quota;
    private final Supplier<Pseudonyms> pseudonyms;
    private final UsageMeter meter;
    private final WeirMetrics metrics;
    private final Clock clock;

    /** Makes the end of every exchange. */
    public Conclusion(Admission admission, QuotaLimiter quota, Books books, Clock clock) {
        this.admission = admission;
        this.quota = quota;
        this.pseudonyms = books.pseudonyms();
        this.meter = books.meter();
        this.metrics = books.metrics();
        this.clock = clock;
    }

    Exchange begin(ClientRequest call) {
        return new Exchange(call, clock.instant());
    }

    /** Notes which user the exchange is counted for. */
    Identity identify(Exchange exchange, Caller caller, MessageRequest request) {
        Identity user = Identities.of(caller.key(), request.userId());
        exchange.countedFor(user);
        if (Identities.namesOtherUser(caller.key(), request.userId())) {
            metrics.identityMismatch(caller.team().name());
        }
        return user;
    }

    /** Notes what came of an attempt to reach an upstream. */
    void attempted(UpstreamAttempt attempt, UpstreamOutcome outcome) {
        String upstream = attempt.upstreamName();
        String key = attempt.keyName();
        switch (outcome) {
            case Responded(UpstreamResponse answer) -> metrics.upstreamAnswered(upstream, key, answer.status());
            case KeyRejected _ -> metrics.upstreamAnswered(upstream, key, UNAUTHORIZED);
            case Unreachable _ -> metrics.upstreamNotConnected(upstream, key);
            case TimedOut _ -> metrics.upstreamTimedOut(upstream, key);
            case Busy _, Cancelled _ -> {}
        }
    }

    /**
     * Gives the lease back, where there is one and for the first time: before the client can know that its answer has ended, as it may
     * come with its next call at once. Waits for nothing.
     *
     * @param ending how the exchange ends unless the client leaves at the last bytes, which changes nothing of what is charged
     */
    void settle(Exchange exchange, Ending ending) {
        exchange.takeLease()
                .flatMap(lease -> quota.settle(lease, Spent.by(exchange, ending)))
                .ifPresent(exchange::estimated);
    }

    /** Ends {@code exchange}; never fails. */
    Future<Void> conclude(Exchange exchange, Ending ending) {
        exchange.letBodyGo();
        settle(exchange, ending);
        return switch (ending) {
            case Refused(ErrorResponse refusal) ->
                refuse(exchange, refusal).transform(sent -> close(exchange, sent, refusal.status(), refusal.outcome()));
            case Relayed(int status, RelayEnd end) -> {
                close(exchange, statusFor(status, end), outcomeFor(status, end), end.traffic());
                yield Future.succeededFuture();
            }
            case Listed(byte[] page) ->
                answer(exchange.call(), OK, Map.of(), page)
                        .transform(sent -> close(exchange, sent, OK, Outcome.COMPLETED));
            case ClientLeft() -> {
                close(exchange, CLIENT_CLOSED_REQUEST, Outcome.CLIENT_GONE, NO_TRAFFIC);
                yield Future.succeededFuture();
            }
        };
    }

    private static Future<Void> refuse(Exchange exchange, ErrorResponse refusal) {
        ClientRequest call = exchange.call();
        byte[] body = ErrorBody.json(refusal.type(), refusal.message(), call.id());
        Map<String, String> headers = new HashMap<>(exchange.quotaHeaders().of(refusal.status()));
        headers.putAll(refusal.headers());
        return answer(call, refusal.status(), headers, body);
    }

    private static Future<Void> answer(ClientRequest call, int status, Map<String, String> more, byte[] json) {
        ClientStream client = call.client();
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
        return client.end(Buffer.buffer(json));
    }

    private Future<Void> close(Exchange exchange, AsyncResult<Void> sent, int status, Outcome outcome) {
        if (sent.succeeded()) {
            close(exchange, status, outcome, NO_TRAFFIC);
        } else {
            close(exchange, CLIENT_CLOSED_REQUEST, Outcome.CLIENT_GONE, NO_TRAFFIC);
        }
        return Future.succeededFuture();
    }

    private void close(Exchange exchange, int status, Outcome outcome, Traffic traffic) {
        if (exchange.isAdmitted()) {
            admission.leave(exchange);
        }
        meter.record(record(exchange, status, outcome, traffic));
    }

    private UsageRecord record(Exchange exchange, int status, Outcome outcome, Traffic traffic) {
        long requestBytes = exchange.body().map(Body::size).orElse(0L);
        return new UsageRecord(
                exchange.ids(),
                exchange.caller().map(caller -> who(exchange, caller)),
                exchange.call().operation(),
                exchange.request().map(MessageRequest::model),
                exchange.expectsStream(),
                status,
                outcome,
                exchange.facts(traffic),
                new Sizes(requestBytes, traffic.bytes()),
                exchange.attempts(),
                exchange.times(traffic));
    }

    private Who who(Exchange exchange, Caller caller) {
        String team = caller.team().name();
        return new Who(
                team,
                caller.key().id(),
                exchange.user().map(user -> pseudonyms.get().of(team, user)));
    }

    private static int statusFor(int status, RelayEnd end) {
        return end instanceof RelayEnd.ClientGone ? CLIENT_CLOSED_REQUEST : status;
    }

    private static Outcome outcomeFor(int status, RelayEnd end) {
        return switch (end) {
            case RelayEnd.Completed _ -> status < 400 ? Outcome.COMPLETED : Outcome.UPSTREAM_ERROR;
            case RelayEnd.ErrorEvent _ -> Outcome.UPSTREAM_ERROR;
            case RelayEnd.Cut _, RelayEnd.NotBegun _ -> Outcome.STREAM_CUT;
            case RelayEnd.ClientGone _ -> Outcome.CLIENT_GONE;
        };
    }
}
