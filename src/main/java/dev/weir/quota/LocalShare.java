package dev.weir.quota;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.pricing.NanoUsd;
import dev.weir.quota.LastKnownBudgets.KnownBudget;
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
    Set<LimitLevel> learn(Subject subject, Snapshot snapshot) {
        return known.learn(subject, snapshot);
    }

    /**
     * Returns the limits that this replica counts: without those of a class that is {@code open}; the concurrency limit
     * without the leases that this replica has open in Redis.
     */
    Terms of(Subject subject, Terms terms, long nowMillis) {
        return new Terms(
                share(LimitLevel.USER, subject, terms.user(), nowMillis),
                share(LimitLevel.TEAM, subject, terms.team(), nowMillis),
                terms.zone());
    }

    /** Returns the state of a limit, with the leases that this replica has open in Redis. */
    LimitState whole(LimitState counted, Subject subject, Terms terms) {
        Limit limit = counted.limit();
        if (limit.kind().window() != Window.CONCURRENT) {
            return counted;
        }
        Limit share = terms.at(counted.level()).of(limit.kind()).map(this::rate).orElse(limit);
        long used = counted.used() + counts.count(counted.level(), subject);
        return new LimitState(counted.level(), share, used, counted.held(), counted.resetsAtMillis());
    }

    /** Returns the name of a limit whose class is {@code closed}; absent where there is none. */
    Optional<String> closed(Terms terms) {
        for (LimitLevel level : LimitLevel.values()) {
            for (Limit limit : terms.at(level).all()) {
                if (modeOf(limit) == OutageMode.CLOSED) {
                    return Optional.of(limit.nameAt(level));
                }
            }
        }
        return Optional.empty();
    }

    private Limits share(LimitLevel level, Subject subject, Limits limits, long nowMillis) {
        List<Limit> shares = new ArrayList<>();
        for (Limit limit : limits.all()) {
            if (modeOf(limit) == OutageMode.LOCAL) {
                shares.add(
                        switch (limit.kind().window()) {
                            case MINUTE -> rate(limit);
                            case CONCURRENT -> slots(level, subject, limit);
                            case DAY, MONTH -> budget(level, subject, limit, nowMillis);
                        });
            }
        }
        return new Limits(shares);
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

    private Limit slots(LimitLevel level, Subject subject, Limit limit) {
        return new Limit(limit.kind(), Math.max(0, rate(limit).max() - counts.count(level, subject)));
    }

    private Limit budget(LimitLevel level, Subject subject, Limit limit, long nowMillis) {
        long left = known.of(level, subject, limit.kind().policyName())
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
