package dev.weir.quota;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.pricing.NanoUsd;
import dev.weir.quota.LastKnownBudgets.KnownBudget;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * This replica's share of limits while Redis is gone. Rate and concurrency limits are divided by the replicas, at least
 * 1. Of a budget it is what was left when Redis last replied, divided alike; without such a reply a tenth of the limit,
 * divided alike.
 */
final class LocalShare {
    private static final int TENTH = 10;

    private final LastKnownBudgets known;
    private final OpenLeaseCounts counts;
    private final QuotaConfig config;

    LocalShare(LastKnownBudgets known, OpenLeaseCounts counts, QuotaConfig config) {
        this.known = known;
        this.counts = counts;
        this.config = config;
    }

    /** Takes a snapshot of Redis; returns the levels whose budgets it contains. */
    Set<LimitOwner> learn(Subject subject, Snapshot snapshot) {
        return known.learn(subject, snapshot);
    }

    /**
     * Returns the limits that this replica counts: without those of a class that is {@code open}; the concurrency limit
     * without the leases that this replica has open in Redis.
     */
    Terms of(Subject subject, Terms terms, long nowMillis) {
        List<LevelTerms> shares = new ArrayList<>();
        for (LevelTerms level : terms.levels()) {
            List<Limit> limits = share(level.owner(subject), level.limits(), nowMillis);
            if (!limits.isEmpty()) {
                shares.add(new LevelTerms(level.scope(), level.isOfNewerKinds(), limits, level.isCounting()));
            }
        }
        return new Terms(shares, terms.zone(), List.of());
    }

    /** Returns the state of a limit, with the leases that this replica has open in Redis. */
    LimitState whole(LimitState counted, Subject subject, Terms terms) {
        Limit limit = counted.limit();
        if (limit.kind().window() != Window.CONCURRENT) {
            return counted;
        }
        Limit share = terms.limits().stream()
                .filter(whole ->
                        whole.scope().equals(counted.scope()) && whole.limit().kind() == limit.kind())
                .findFirst()
                .map(whole -> rate(whole.limit()))
                .orElse(limit);
        long used = counted.used() + counts.count(LevelTerms.ownerOf(counted.scope(), limit.kind(), subject));
        return new LimitState(counted.scope(), share, used, counted.held(), counted.resetsAtMillis());
    }

    /** Returns the name of a limit whose class is {@code closed}; absent where there is none. */
    Optional<String> closed(Terms terms) {
        for (LevelTerms level : terms.levels()) {
            for (Limit limit : level.limits()) {
                if (modeOf(limit) == OutageMode.CLOSED) {
                    return Optional.of(level.scope().nameOf(limit));
                }
            }
        }
        return Optional.empty();
    }

    private List<Limit> share(LimitOwner owner, List<Limit> limits, long nowMillis) {
        List<Limit> shares = new ArrayList<>();
        for (Limit limit : limits) {
            if (modeOf(limit) == OutageMode.LOCAL) {
                shares.add(
                        switch (limit.kind().window()) {
                            case MINUTE -> rate(limit);
                            case CONCURRENT -> slots(owner, limit);
                            case DAY, WEEK, MONTH, SESSION -> budget(owner, limit, nowMillis);
                        });
            }
        }
        return shares;
    }

    private Limit rate(Limit limit) {
        if (limit.max() == 0) {
            return limit;
        }
        OptionalLong burst = limit.burst().isPresent()
                ? OptionalLong.of(atLeastOne(limit.burst().getAsLong()))
                : OptionalLong.empty();
        return new Limit(limit.kind(), atLeastOne(limit.max()), burst);
    }

    private long atLeastOne(long whole) {
        return Math.max(1, whole / config.replicas());
    }

    private Limit slots(LimitOwner owner, Limit limit) {
        return new Limit(limit.kind(), Math.max(0, rate(limit).max() - counts.count(owner)));
    }

    private Limit budget(LimitOwner owner, Limit limit, long nowMillis) {
        long left = known.of(owner, limit.kind())
                .map(budget -> left(budget, limit, nowMillis))
                .orElse(limit.max() / TENTH);
        return new Limit(limit.kind(), left / config.replicas());
    }

    /** Returns what is left of a budget; a period that has begun since is unused as far as this replica knows. */
    private static long left(KnownBudget budget, Limit limit, long nowMillis) {
        if (nowMillis >= budget.resetsAtMillis()) {
            return limit.max();
        }
        return limit.kind().unit() == Unit.USD ? new NanoUsd(budget.remaining()).toMicroUsd() : budget.remaining();
    }

    private OutageMode modeOf(Limit limit) {
        return limit.kind().isBudget()
                ? config.onOutage().budgets()
                : config.onOutage().rates();
    }
}
