package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.FutureResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.FutureResults;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to Redis, operations end, repeated ones count once, and the store is back once Redis is. */
class ConnectionLossRedisTest {
    private static final int LEASES = 120;
    private static final long TICK_MILLIS = 200;
    private static final Subject ANNE = new Subject("search", "anne");
    private static final Terms TERMS = new Terms(
            TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1_000_000)),
            TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_MONTH, 1_000_000)),
            TestLimits.UTC);
    private static final Amounts HOLD = new Amounts(1, 0, 0, 11, 0);
    private static final Amounts USED = new Amounts(1, 0, 0, 7, 0);

    private final RedisServerForTests server =
            RedisServerForTests.start("--appendonly", "yes", "--appendfsync", "always");
    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());

    @AfterEach
    void end() {
        connections.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void doesNotNoticeThatScriptsAreForgotten() {
        for (int number = 0; number < LEASES; number++) {
            if (number % 3 == 0) {
                server.command("SCRIPT FLUSH");
            }
            result(store.reserve(reservation("lease-" + number)));
            result(store.settle(settlement("lease-" + number)));
        }

        assertThatAllIsUsedOnce();
    }

    @Test
    void countsOnceThoughConnectionsAreKilled() {
        useUnder(() -> server.command("CLIENT KILL TYPE normal SKIPME yes"));

        assertThatAllIsUsedOnce();
    }

    @Test
    void countsOnceThoughTheServerIsKilledAndStartedAgain() {
        useUnder(() -> server.restart());

        assertThatAllIsUsedOnce();
    }

    @Test
    void failsWhileTheServerIsAReplicaAndCountsOnceAfterwards() {
        useUnder(() -> {
            server.command("REPLICAOF 127.0.0.1 1");
            assertThat(succeeded(store.reserve(reservation("rejected")))).isFalse();
            server.command("REPLICAOF NO ONE");
        });

        assertThatAllIsUsedOnce();
    }

    @Test
    void takesNoNewLeaseWhileMemoryIsFullButSettlesOpenOnes() {
        result(store.reserve(reservation("open")));
        server.command("CONFIG SET maxmemory 1");

        boolean isReserved = succeeded(store.reserve(reservation("new")));
        boolean isCharged = succeeded(store.charge(settlement("new")));
        boolean isSettled = succeeded(store.settle(settlement("open")));

        server.command("CONFIG SET maxmemory 0");
        assertThat(isReserved).isFalse();
        assertThat(isCharged).isFalse();
        assertThat(isSettled).isTrue();
        assertThat(result(store.snapshot(ANNE, TERMS)))
                .returns(0L, Snapshot::leases)
                .extracting(snapshot -> snapshot.limits().getFirst().used())
                .isEqualTo(7L);
    }

    @Test
    void givesUpAServerThatIsSilentAndCountsOnceWhenItGoesOn() {
        result(store.reserve(reservation("lease")));
        server.pause();

        boolean isSettled = succeeded(store.settle(settlement("lease")));

        assertThat(isSettled).isFalse();
        server.goOn();
        untilDone(() -> store.settle(settlement("lease")));
        untilDone(() -> store.settle(settlement("lease")));
        assertThat(used()).isEqualTo(7);
    }

    @Test
    void keepsAConnectionWhileItsOwnEventLoopIsHeldUp() {
        Promise<Future<Response>> sent = Promise.promise();
        vertx.getOrCreateContext().runOnContext(_ -> {
            RedisLink link = new RedisLink(vertx, () -> Redis.createClient(vertx, server.url()), TICK_MILLIS);
            link.send(Request.cmd(Command.PING)).onComplete(_ -> {
                Future<Response> reply = link.send(repliedAfter(TICK_MILLIS / 2));
                holdUp(6 * TICK_MILLIS);
                sent.complete(reply);
            });
        });

        Response reply = result(result(sent.future()));

        assertThat(reply).hasToString("0");
    }

    /** Waits for a replica, of which there is none. */
    private static Request repliedAfter(long millis) {
        return Request.cmd(Command.WAIT).arg(1).arg(millis);
    }

    private static void holdUp(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private void useUnder(Runnable disturbance) {
        for (int number = 0; number < LEASES; number++) {
            String lease = "lease-" + number;
            Future<?> reserving = store.reserve(reservation(lease));
            if (number % 40 == 20) {
                disturbance.run();
            }
            if (!succeeded(reserving)) {
                untilDone(() -> store.reserve(reservation(lease)));
            }
            untilDone(() -> store.settle(settlement(lease)));
        }
    }

    private static void untilDone(Supplier<Future<?>> operation) {
        FutureResults.until(Duration.ofSeconds(20), "the operation is done", () -> succeeded(operation.get()));
    }

    private void assertThatAllIsUsedOnce() {
        Snapshot snapshot = result(store.snapshot(ANNE, TERMS));
        assertThat(snapshot.leases()).isZero();
        assertThat(snapshot.limits()).allSatisfy(state -> {
            assertThat(state.used()).isEqualTo(7L * LEASES);
            assertThat(state.held()).isZero();
        });
    }

    private long used() {
        return result(store.snapshot(ANNE, TERMS)).limits().getFirst().used();
    }

    private static ReserveRequest reservation(String lease) {
        return new ReserveRequest(lease, ANNE, TERMS, HOLD, Fit.EXACT, Duration.ofMinutes(5));
    }

    private static Settlement settlement(String lease) {
        return new Settlement(lease, ANNE, TERMS, USED);
    }
}
