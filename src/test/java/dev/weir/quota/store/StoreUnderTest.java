package dev.weir.quota.store;

import static dev.weir.quota.store.FutureResults.result;

import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisStores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A store whose clock stands until it is moved, and a team of its own. */
public final class StoreUnderTest {
    public static final Duration LEASE_TIME = Duration.ofMinutes(1);
    private static final Vertx VERTX = Vertx.vertx();

    private final AtomicLong nowMillis =
            new AtomicLong(Instant.parse("2026-11-22T10:00:00Z").toEpochMilli());
    private final String team = "team-" + UUID.randomUUID();
    private final QuotaStore store;

    private StoreUnderTest(StoreKind kind) {
        this.store = kind.url()
                .<QuotaStore>map(url -> RedisStores.countingBy(
                        new RedisConnections(VERTX, () -> Redis.createClient(VERTX, url)),
                        Clock.fixed(Instant.ofEpochMilli(nowMillis.get()), ZoneOffset.UTC),
                        nowMillis::get))
                .orElseGet(() -> new InMemoryQuotaStore(nowMillis::get, 100));
    }

    /** Returns a fresh store; skips the test where it cannot be there. */
    public static StoreUnderTest in(StoreKind kind) {
        kind.assumeThere();
        return new StoreUnderTest(kind);
    }

    public Subject user(String name) {
        return new Subject(team, name);
    }

    public long nowMillis() {
        return nowMillis.get();
    }

    public void pass(Duration time) {
        nowMillis.addAndGet(time.toMillis());
    }

    public ReserveReply reserve(String lease, Subject subject, Terms terms, Amounts hold) {
        return result(store.reserve(new ReserveRequest(lease, subject, terms, hold, Fit.EXACT, LEASE_TIME)));
    }

    public ReserveReply reserveClamped(String lease, Subject subject, Terms terms, Amounts hold) {
        return result(
                store.reserve(new ReserveRequest(lease, subject, terms, hold, Fit.CLAMPED_WHEN_IDLE, LEASE_TIME)));
    }

    public boolean isGranted(String lease, Subject subject, Terms terms, Amounts hold) {
        return reserve(lease, subject, terms, hold) instanceof Granted;
    }

    public void settle(String lease, Subject subject, Terms terms, Amounts used) {
        result(store.settle(new Settlement(lease, subject, terms, used)));
    }

    public void charge(String lease, Subject subject, Terms terms, Amounts used) {
        result(store.charge(new Settlement(lease, subject, terms, used)));
    }

    /** Returns used and held of the first limit of the user, else of the team. */
    public UsedAndHeld first(Subject subject, Terms terms) {
        LimitState state = result(store.snapshot(subject, terms)).limits().getFirst();
        return new UsedAndHeld(state.used(), state.held());
    }

    public QuotaStore store() {
        return store;
    }

    /** What counts of a limit. */
    record UsedAndHeld(long used, long held) {}
}
