package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a script: its keys and its arguments, in the order of the script's own comment.
 *
 * @param numbers all numbers, each as a big-endian integer of 8 bytes: as text they would cost more than the script
 *     itself
 * @param ids of the leases, which are all other arguments
 */
record ScriptCall(RedisScript.Name script, List<String> keys, Buffer numbers, List<String> ids) {
    private static final int SIZE = 512;
    private static final int KEYS_OF_LEVEL = 3;

    static ScriptCall reserve(ReserveRequest reservation, Periods periods) {
        Terms terms = reservation.terms();
        Buffer numbers = Buffer.buffer(SIZE)
                .appendLong(reservation.leaseTime().toMillis())
                .appendLong(
                        switch (reservation.fit()) {
                            case CLAMPED_WHEN_IDLE -> 1;
                            case EXACT -> 0;
                        })
                .appendLong(terms.warnAt().isEmpty() ? 0 : 1);
        add(numbers, reservation.hold());
        addCharge(numbers, reservation.charge());
        add(numbers, periods);
        for (LevelTerms level : terms.levels()) {
            numbers.appendLong(level.isCounting() ? 1 : 0);
            add(numbers, level.limits());
        }
        List<String> keys = levels(reservation.subject(), terms);
        keys.add(LevelKeys.charges(reservation.subject().team()));
        return new ScriptCall(RedisScript.Name.RESERVE, keys, numbers, List.of(reservation.lease()));
    }

    /** Makes the call for renewals of one team. */
    static ScriptCall renew(List<Renewal> renewals) {
        Map<LimitOwner, Integer> places = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>(2 * KEYS_OF_LEVEL * renewals.size());
        List<String> ids = new ArrayList<>(renewals.size());
        Buffer numbers = Buffer.buffer(SIZE);
        for (Renewal renewal : renewals) {
            ids.add(renewal.lease());
            Optional<Amounts> hold = renewal.hold();
            numbers.appendLong(renewal.leaseTime().toMillis()).appendLong(hold.isPresent() ? 1 : 0);
            add(numbers, hold.orElse(Amounts.NONE));
            addCharge(numbers, renewal.charge());
            numbers.appendLong(renewal.terms().levels().size());
            for (LevelTerms level : renewal.terms().levels()) {
                LimitOwner owner = level.owner(renewal.subject());
                Integer place = places.get(owner);
                if (place == null) {
                    place = places.size() + 1;
                    places.put(owner, place);
                    keys.addAll(LevelKeys.of(owner).all());
                }
                numbers.appendLong(place).appendLong(level.isCounting() ? 1 : 0);
            }
        }
        return new ScriptCall(RedisScript.Name.RENEW, keys, numbers, ids);
    }

    static ScriptCall settle(Settlement settlement) {
        Terms terms = settlement.terms();
        Buffer numbers = Buffer.buffer(SIZE);
        addThresholds(numbers, terms);
        for (int level = 0; level < terms.levels().size(); level++) {
            add(numbers, settlement.perLevel().get(level));
            if (!terms.warnAt().isEmpty()) {
                List<Limit> limits = terms.levels().get(level).limits();
                numbers.appendLong(limits.size());
                limits.forEach(limit -> numbers.appendLong(number(limit.kind()))
                        .appendLong(LimitState.inCountedUnit(limit, limit.max())));
            }
        }
        List<String> keys = levels(settlement.subject(), terms);
        addThresholds(keys, settlement);
        return new ScriptCall(RedisScript.Name.SETTLE, keys, numbers, List.of(settlement.lease()));
    }

    static ScriptCall charge(Settlement settlement, Periods periods) {
        Terms terms = settlement.terms();
        Buffer numbers = Buffer.buffer(SIZE);
        addThresholds(numbers, terms);
        add(numbers, periods);
        for (int level = 0; level < terms.levels().size(); level++) {
            add(numbers, settlement.perLevel().get(level));
            add(numbers, terms.levels().get(level).limits());
        }
        List<String> keys = levels(settlement.subject(), terms);
        keys.add(LevelKeys.charges(settlement.subject().team()));
        addThresholds(keys, settlement);
        return new ScriptCall(RedisScript.Name.CHARGE, keys, numbers, List.of(settlement.lease()));
    }

    static ScriptCall snapshot(Subject subject, Terms terms, Periods periods) {
        Buffer numbers = Buffer.buffer(SIZE);
        add(numbers, periods);
        terms.levels().forEach(level -> add(numbers, level.limits()));
        return new ScriptCall(RedisScript.Name.SNAPSHOT, levels(subject, terms), numbers, List.of());
    }

    static ScriptCall prune(Subject subject, Terms terms) {
        return new ScriptCall(RedisScript.Name.PRUNE, levels(subject, terms), Buffer.buffer(), List.of());
    }

    static ScriptCall reset(Subject subject, Terms terms) {
        return new ScriptCall(RedisScript.Name.RESET, levels(subject, terms), Buffer.buffer(), List.of());
    }

    private static List<String> levels(Subject subject, Terms terms) {
        List<String> keys = new ArrayList<>(KEYS_OF_LEVEL * terms.levels().size() + 2);
        for (LevelTerms level : terms.levels()) {
            keys.addAll(LevelKeys.of(level.owner(subject)).all());
        }
        return keys;
    }

    private static void addThresholds(List<String> keys, Settlement settlement) {
        if (!settlement.terms().warnAt().isEmpty()) {
            keys.add(LevelKeys.thresholds(settlement.subject().team(), settlement.lease()));
        }
    }

    private static void addThresholds(Buffer numbers, Terms terms) {
        numbers.appendLong(terms.warnAt().size());
        terms.warnAt().forEach(numbers::appendLong);
    }

    private static void add(Buffer numbers, Amounts amounts) {
        numbers.appendLong(amounts.requests())
                .appendLong(amounts.inputTokens())
                .appendLong(amounts.outputTokens())
                .appendLong(amounts.budgetTokens())
                .appendLong(amounts.nanoUsd());
    }

    private static void addCharge(Buffer numbers, Amounts charge) {
        numbers.appendLong(charge.budgetTokens()).appendLong(charge.nanoUsd());
    }

    private static void add(Buffer numbers, Periods periods) {
        periods.days().forEach(numbers::appendLong);
        periods.months().forEach(numbers::appendLong);
        periods.weeks().forEach(numbers::appendLong);
    }

    private static void add(Buffer numbers, List<Limit> limits) {
        numbers.appendLong(limits.size());
        for (Limit limit : limits) {
            numbers.appendLong(number(limit.kind()))
                    .appendLong(LimitState.inCountedUnit(limit, limit.max()))
                    .appendLong(LimitState.inCountedUnit(limit, limit.size()));
        }
    }

    /** Returns the number by which scripts know a kind of limit. */
    private static int number(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE -> 1;
            case INPUT_TOKENS_PER_MINUTE -> 2;
            case OUTPUT_TOKENS_PER_MINUTE -> 3;
            case COUNT_TOKENS_PER_MINUTE -> 4;
            case TOKENS_PER_DAY -> 5;
            case USD_PER_DAY -> 6;
            case TOKENS_PER_MONTH -> 7;
            case USD_PER_MONTH -> 8;
            case CONCURRENT_REQUESTS -> 9;
            case REQUESTS_PER_DAY -> 10;
            case REQUESTS_PER_MONTH -> 11;
            case TOKENS_PER_WEEK -> 12;
            case USD_PER_WEEK -> 13;
            case SESSION_REQUESTS -> 14;
            case SESSION_TOKENS -> 15;
            case SESSION_USD -> 16;
        };
    }
}
