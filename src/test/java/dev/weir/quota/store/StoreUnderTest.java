package dev.weir.quota.store;

import static dev.weir.quota.store.Awaiting.result;

import dev.weir.quota.store.Reservation.Fit;
import dev.weir.quota.store.ReserveReply.Granted;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A store whose clock stands until it is moved, and a team of its own. */
final class StoreUnderTest {
    static final Duration LEASE_TIME = Duration.ofMinutes(1);
    private static final Vertx VERTX = Vertx.vertx();

    private final AtomicLong nowMillis =
            new AtomicLong(Instant.parse("2026-11-22T10:00:00Z").toEpochMilli());
    private final String team = "team-" + UUID.randomUUID();
    private final QuotaStore store;

    private StoreUnderTest(StorePlace place) {
        this.store = place.url()
                .<QuotaStore>map(url -> new RedisQuotaStore(
                        new RedisConnections(VERTX, () -> Redis.createClient(VERTX, url)),
                        Clock.fixed(Instant.ofEpochMilli(nowMillis.get()), ZoneOffset.UTC),
                        nowMillis::get))
                .orElseGet(() -> new MirrorQuotaStore(nowMillis::get, 100));
    }

    /** Returns a fresh store; skips the test where it cannot be there. */
    static StoreUnderTest in(StorePlace place) {
        place.assumeThere();
        return new StoreUnderTest(place);
    }

    Subject user(String name) {
        return new Subject(team, name);
    }

    long nowMillis() {
        return nowMillis.get();
    }

    void pass(Duration time) {
        nowMillis.addAndGet(time.toMillis());
    }

    ReserveReply reserve(String lease, Subject subject, Terms terms, Amounts hold) {
        return result(store.reserve(new Reservation(lease, subject, terms, hold, Fit.EXACT, LEASE_TIME)));
    }

    ReserveReply reserveClamped(String lease, Subject subject, Terms terms, Amounts hold) {
        return result(store.reserve(new Reservation(lease, subject, terms, hold, Fit.CLAMPED_WHEN_IDLE, LEASE_TIME)));
    }

    boolean isGranted(String lease, Subject subject, Terms terms, Amounts hold) {
        return reserve(lease, subject, terms, hold) instanceof Granted;
    }

    void settle(String lease, Subject subject, Terms terms, Amounts used) {
        result(store.settle(new Settlement(lease, subject, terms, used)));
    }

    void charge(String lease, Subject subject, Terms terms, Amounts used) {
        result(store.charge(new Settlement(lease, subject, terms, used)));
    }

    /** Returns used and held of the first limit of the user, else of the team. */
    UsedAndHeld first(Subject subject, Terms terms) {
        LimitState state = result(store.look(subject, terms)).limits().getFirst();
        return new UsedAndHeld(state.used(), state.held());
    }

    QuotaStore store() {
        return store;
    }

    /** What counts of a limit. */
    record UsedAndHeld(long used, long held) {}
}
