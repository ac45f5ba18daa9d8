package dev.weir.quota;

import dev.weir.policy.Level;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.Limits;
import dev.weir.quota.LastSeen.Seen;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * This replica's share of limits while Redis is gone: a limit per minute divided by the replicas, at least 1; of a budget what
 * was left when Redis last said so, divided alike, and where it never did a tenth of the limit, divided alike.
 */
final class LocalShare {
    private static final int TENTH = 10;
    private static final long NANO_PER_MICRO = 1_000;

    private final LastSeen lastSeen;
    private final QuotaConfig config;

    LocalShare(LastSeen lastSeen, QuotaConfig config) {
        this.lastSeen = lastSeen;
        this.config = config;
    }

    /** Returns the limits that this replica counts; those of a class that is {@code open} are not among them. */
    Terms of(Subject subject, Terms terms, long nowMillis) {
        return new Terms(
                share(Level.USER, subject, terms.user(), nowMillis),
                share(Level.TEAM, subject, terms.team(), nowMillis),
                terms.zone());
    }

    /** Returns the name of a limit whose class is closed; absent where none is. */
    Optional<String> closed(Terms terms) {
        for (Level level : Level.values()) {
            for (Limit limit : at(level, terms).all()) {
                if (modeOf(limit) == OutageMode.CLOSED) {
                    return Optional.of(limit.nameAt(level));
                }
            }
        }
        return Optional.empty();
    }

    private Limits share(Level level, Subject subject, Limits limits, long nowMillis) {
        List<Limit> shares = new ArrayList<>();
        for (Limit limit : limits.all()) {
            if (modeOf(limit) == OutageMode.LOCAL) {
                shares.add(Words.isBudget(limit) ? budget(level, subject, limit, nowMillis) : rate(limit));
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

    private Limit budget(Level level, Subject subject, Limit limit, long nowMillis) {
        long left = lastSeen.of(level, subject, limit.kind().policyName())
                .map(seen -> left(seen, limit, nowMillis))
                .orElse(limit.max() / TENTH);
        return new Limit(limit.kind(), left / config.replicas());
    }

    /** A period that began since is untouched as far as this replica can know. */
    private static long left(Seen seen, Limit limit, long nowMillis) {
        if (nowMillis >= seen.resetsAtMillis()) {
            return limit.max();
        }
        return limit.kind().unit() == Unit.USD ? seen.remaining() / NANO_PER_MICRO : seen.remaining();
    }

    private OutageMode modeOf(Limit limit) {
        return Words.isBudget(limit)
                ? config.onOutage().budgets()
                : config.onOutage().rates();
    }

    private static Limits at(Level level, Terms terms) {
        return switch (level) {
            case USER -> terms.user();
            case TEAM -> terms.team();
        };
    }
}
