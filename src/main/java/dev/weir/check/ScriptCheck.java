package dev.weir.check;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisUserRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Runs every script once, with limits of every kind, so that a missing right in Redis shows before the first request.
 * It counts for the team {@code none}, which no policy can name; its keys expire by themselves.
 */
final class ScriptCheck {
    private static final String NOBODY = "none";
    private static final Duration LEASE_TIME = Duration.ofSeconds(3);
    private static final Amounts ONE = new Amounts(1, 1, 1, 1, 1);

    private ScriptCheck() {}

    /** Fails with the error of the first script that Redis does not run. */
    static Future<Void> run(RedisConnections connections, Clock clock) {
        RedisQuotaStore store = new RedisQuotaStore(connections, clock);
        RedisUserRegistry users = new RedisUserRegistry(connections);
        Subject subject = new Subject(NOBODY, NOBODY);
        Limits limits = new Limits(List.of(
                new Limit(LimitKind.REQUESTS_PER_MINUTE, LimitKind.MAX_PER_MINUTE),
                new Limit(LimitKind.TOKENS_PER_DAY, LimitKind.MAX_TOKENS),
                new Limit(LimitKind.USD_PER_WEEK, LimitKind.MAX_MICRO_USD),
                new Limit(LimitKind.USD_PER_MONTH, LimitKind.MAX_MICRO_USD),
                new Limit(LimitKind.CONCURRENT_REQUESTS, LimitKind.MAX_CONCURRENT)));
        Terms terms = new Terms(new Terms(limits, limits, ZoneOffset.UTC).levels(), ZoneOffset.UTC, List.of(50));
        String lease = "check-" + clock.millis();
        return store.reserve(new ReserveRequest(lease, subject, terms, ONE, ReserveRequest.Fit.EXACT, LEASE_TIME))
                .compose(_ ->
                        store.renew(List.of(new Renewal(lease, subject, terms, Optional.of(ONE), ONE, LEASE_TIME))))
                .compose(_ -> store.settle(new Settlement(lease, subject, terms, ONE)))
                .compose(_ -> store.charge(new Settlement(lease + "-late", subject, terms, ONE)))
                .compose(_ -> store.snapshot(subject, terms))
                .compose(_ -> store.reset(subject, terms))
                .compose(_ -> users.name(NOBODY, NOBODY, NOBODY, 1))
                .compose(_ -> users.wouldName(NOBODY, NOBODY, NOBODY, 1))
                .mapEmpty();
    }
}
