package dev.weir.quota.store.redis;

import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.PeriodCalendar;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Counts in Redis by one script call for each operation: {@code EVALSHA}, or {@code EVAL} where Redis does not know the
 * script.
 *
 * <p>The time is Redis' own; the clock of this process only decides which days and months it offers. Safe for any
 * thread; futures complete on the calling event loop.
 */
public final class RedisQuotaStore implements QuotaStore {
    private final RedisConnections connections;
    private final Clock clock;
    private final PeriodCalendar calendar = new PeriodCalendar();
    private final Map<RedisScript.Name, RedisScript> scripts;
    private final Consumer<Request> time;

    /** Makes a store that counts by Redis' clock. */
    public RedisQuotaStore(RedisConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
        this.scripts = RedisScript.all(ScriptClock.REDIS);
        this.time = _ -> {};
    }

    /** Makes a store that counts by another clock than Redis': for tests. */
    RedisQuotaStore(RedisConnections connections, Clock clock, LongSupplier redisMillis) {
        this.connections = connections;
        this.clock = clock;
        this.scripts = RedisScript.all(ScriptClock.ARGUMENT);
        this.time = request -> request.arg(redisMillis.getAsLong());
    }

    @Override
    public Future<ReserveReply> reserve(ReserveRequest reservation) {
        return inPeriods(reservation.terms(), periods -> ScriptCall.reserve(reservation, periods))
                .map(reply -> reply.decision(reservation.terms()));
    }

    @Override
    public Future<Void> renew(List<Renewal> renewals) {
        List<Future<Response>> sent = Renewal.parts(renewals).stream()
                .map(part -> send(ScriptCall.renew(part)))
                .toList();
        return Future.join(sent).mapEmpty();
    }

    @Override
    public Future<SettleReply> settle(Settlement settlement) {
        return call(ScriptCall.settle(settlement)).map(reply -> reply.settled(settlement.terms()));
    }

    @Override
    public Future<List<ReachedThreshold>> charge(Settlement settlement) {
        return inPeriods(settlement.terms(), periods -> ScriptCall.charge(settlement, periods))
                .map(reply -> reply.reached(settlement.terms()));
    }

    @Override
    public Future<Snapshot> snapshot(Subject subject, Terms terms) {
        return inPeriods(terms, periods -> ScriptCall.snapshot(subject, terms, periods))
                .compose(reply -> reply.mayHaveMoreExpired()
                        ? send(ScriptCall.prune(subject, terms))
                                .compose(_ -> inPeriods(terms, periods -> ScriptCall.snapshot(subject, terms, periods)))
                        : Future.succeededFuture(reply))
                .map(reply -> reply.snapshot(terms));
    }

    @Override
    public Future<Void> reset(Subject subject, Terms terms) {
        return call(ScriptCall.reset(subject, terms))
                .compose(reply -> reply.isDone() ? Future.succeededFuture() : reset(subject, terms));
    }

    /**
     * Connects the calling event loop and runs each script once, so that the first request does not pay for it; counts
     * nothing.
     */
    public Future<Void> warmUp() {
        Subject nobody = new Subject("none", "none"); // no team may have this name
        Terms none = Terms.UNLIMITED;
        Settlement nothing = new Settlement("none", nobody, none, Amounts.NONE);
        return reserve(new ReserveRequest("none", nobody, none, Amounts.NONE, ReserveRequest.Fit.EXACT, Duration.ZERO))
                .compose(_ -> renew(List.of(
                        new Renewal("none", nobody, none, Optional.empty(), Amounts.NONE, Duration.ofSeconds(1)))))
                .compose(_ -> settle(nothing))
                .compose(_ -> charge(nothing))
                .compose(_ -> snapshot(nobody, none))
                .compose(_ -> send(ScriptCall.prune(nobody, none)))
                .mapEmpty();
    }

    /**
     * Runs the script with the periods of this clock, and once more with those of Redis' clock where the two are days
     * apart.
     */
    private Future<ScriptReply> inPeriods(Terms terms, Function<Periods, ScriptCall> call) {
        return call(call.apply(calendar.at(clock.millis(), terms.zone()))).compose(reply -> {
            if (!reply.asksForPeriods()) {
                return Future.succeededFuture(reply);
            }
            return call(call.apply(Periods.around(reply.nowMillis(), terms.zone())))
                    .compose(second -> second.asksForPeriods()
                            ? Future.failedFuture("Redis' clock jumps by days")
                            : Future.succeededFuture(second));
        });
    }

    private Future<ScriptReply> call(ScriptCall call) {
        return send(call).map(response -> new ScriptReply(response.toBuffer()));
    }

    private Future<Response> send(ScriptCall call) {
        RedisScript script = Objects.requireNonNull(scripts.get(call.script()), "all scripts are read at the start");
        return connections
                .send(request(Command.EVALSHA, script.sha1(), call))
                .recover(cause -> isUnknownScript(cause)
                        ? connections.send(request(Command.EVAL, script.text(), call))
                        : Future.failedFuture(cause));
    }

    private Request request(Command command, String script, ScriptCall call) {
        Request request = Request.cmd(command).arg(script).arg(call.keys().size());
        call.keys().forEach(request::arg);
        request.arg(call.numbers());
        call.ids().forEach(request::arg);
        time.accept(request);
        return request;
    }

    private static boolean isUnknownScript(Throwable cause) {
        return cause.getMessage() != null && cause.getMessage().startsWith("NOSCRIPT");
    }
}
