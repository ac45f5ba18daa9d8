package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.policy.Limit;
import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Renewal;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renews open leases: all that are older than a third of the lease time in one batch, with the usage that their
 * responses have reported meanwhile. A failed renewal ends no stream. Safe for use by many threads.
 */
final class LeaseRenewals {
    private static final int THIRDS = 3;

    /** If the input differs from its estimate by more than this part of a limit, the lease is renewed at once. */
    private static final int TENTH = 10;

    private final GuardedStore store;
    private final ChargeCalculation calculation;
    private final Duration leaseTime;
    private final OpenLeaseCounts counts;
    private final Clock clock;
    private final Map<String, OpenLease> open = new ConcurrentHashMap<>();

    LeaseRenewals(
            GuardedStore store,
            ChargeCalculation calculation,
            Duration leaseTime,
            OpenLeaseCounts counts,
            Clock clock) {
        this.store = store;
        this.calculation = calculation;
        this.leaseTime = leaseTime;
        this.counts = counts;
        this.clock = clock;
    }

    void add(OpenLease lease) {
        if (open.put(lease.id(), lease) == null && isCountedByRedisAlone(lease)) {
            counts.opened(lease.request().subject(), lease.request().terms());
        }
        if (lease.isSettled()) {
            remove(lease);
        }
    }

    void remove(OpenLease lease) {
        if (open.remove(lease.id()) != null && isCountedByRedisAlone(lease)) {
            counts.ended(lease.request().subject(), lease.request().terms());
        }
    }

    /** Returns whether only Redis counts the lease; a request that was admitted without Redis is also counted here. */
    private static boolean isCountedByRedisAlone(OpenLease lease) {
        return lease.redisState() == OpenLease.RedisState.RESERVED;
    }

    /** Returns how many leases are open. */
    int size() {
        return open.size();
    }

    /** Renews the leases that are due; never fails. */
    Future<Void> renew() {
        Instant due = clock.instant().minus(leaseTime.dividedBy(THIRDS));
        List<Future<Renewal>> gathered = open.values().stream()
                .filter(lease -> !lease.renewedAt().isAfter(due))
                .map(this::renewal)
                .toList();
        if (gathered.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.join(gathered).otherwiseEmpty().compose(_ -> send(gathered));
    }

    /** Renews a lease at once if the reported input differs much from what is held. */
    void trueUp(OpenLease lease) {
        if (lease.redisState() != OpenLease.RedisState.RESERVED) {
            return;
        }
        lease.progress().onSuccess(facts -> {
            if (facts.usage().isEmpty() || lease.isSettled()) {
                return;
            }
            Amounts now = calculation.stillHeld(lease.request(), facts);
            if (differsMuch(lease.request(), lease.held(), now)) {
                send(List.of(Future.succeededFuture(renewal(lease, facts))));
            }
        });
    }

    private Future<Void> send(List<Future<Renewal>> gathered) {
        List<Renewal> batch = new ArrayList<>();
        gathered.stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .filter(renewal -> open.containsKey(renewal.lease()))
                .forEach(batch::add);
        return sendInTurn(Renewal.parts(batch).iterator());
    }

    /** Sends one part after the other, so that each has a whole deadline. */
    private Future<Void> sendInTurn(Iterator<List<Renewal>> parts) {
        if (!parts.hasNext()) {
            return Future.succeededFuture();
        }
        List<Renewal> part = parts.next();
        return store.run(StoreOperation.RENEW, to -> to.renew(part))
                .onSuccess(_ -> renewed(part))
                .otherwiseEmpty()
                .compose(_ -> sendInTurn(parts));
    }

    private void renewed(List<Renewal> batch) {
        Instant now = clock.instant();
        for (Renewal renewal : batch) {
            OpenLease lease = open.get(renewal.lease());
            if (lease != null) {
                lease.renewed(renewal.hold().orElse(lease.held()), now);
            }
        }
    }

    private Future<Renewal> renewal(OpenLease lease) {
        return lease.progress().map(facts -> renewal(lease, facts));
    }

    private Renewal renewal(OpenLease lease, ResponseFacts facts) {
        ReservedRequest request = lease.request();
        boolean said = facts.usage().isPresent();
        Optional<Amounts> hold = said ? Optional.of(calculation.stillHeld(request, facts)) : Optional.empty();
        Amounts charge = said ? calculation.soFar(request, facts) : request.expected();
        return new Renewal(request.id(), request.subject(), request.terms(), hold, charge, leaseTime);
    }

    private static boolean differsMuch(ReservedRequest request, Amounts before, Amounts now) {
        for (LevelTerms level : request.terms().levels()) {
            for (Limit limit : level.limits()) {
                if (Math.abs(counted(limit, now) - counted(limit, before))
                        > LimitState.inCountedUnit(limit, limit.size()) / TENTH) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long counted(Limit limit, Amounts amounts) {
        return AmountField.countedBy(limit.kind()).of(amounts);
    }
}
