package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
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

    static ScriptCall reserve(ReserveRequest reservation, Periods periods) {
        Buffer numbers = Buffer.buffer(SIZE)
                .appendLong(reservation.leaseTime().toMillis())
                .appendLong(
                        switch (reservation.fit()) {
                            case CLAMPED_WHEN_IDLE -> 1;
                            case EXACT -> 0;
                        });
        add(numbers, reservation.hold());
        addCharge(numbers, reservation.charge());
        add(numbers, periods, reservation.terms());
        return new ScriptCall(
                RedisScript.Name.RESERVE, withCharges(reservation.subject()), numbers, List.of(reservation.lease()));
    }

    /** Makes the call for renewals of one team. */
    static ScriptCall renew(List<Renewal> renewals) {
        List<String> keys = new ArrayList<>(3 + 3 * renewals.size());
        keys.addAll(LevelKeys.ofTeam(renewals.getFirst().subject().team()).all());
        List<String> ids = new ArrayList<>(renewals.size());
        Buffer numbers = Buffer.buffer(SIZE);
        for (Renewal renewal : renewals) {
            keys.addAll(LevelKeys.ofUser(renewal.subject()).all());
            ids.add(renewal.lease());
            Optional<Amounts> hold = renewal.hold();
            numbers.appendLong(renewal.leaseTime().toMillis()).appendLong(hold.isPresent() ? 1 : 0);
            add(numbers, hold.orElse(Amounts.NONE));
            addCharge(numbers, renewal.charge());
        }
        return new ScriptCall(RedisScript.Name.RENEW, keys, numbers, ids);
    }

    static ScriptCall settle(Settlement settlement) {
        Buffer numbers = Buffer.buffer(SIZE);
        add(numbers, settlement.used());
        return new ScriptCall(
                RedisScript.Name.SETTLE, bothLevels(settlement.subject()), numbers, List.of(settlement.lease()));
    }

    static ScriptCall charge(Settlement settlement, Periods periods) {
        Buffer numbers = Buffer.buffer(SIZE);
        add(numbers, settlement.used());
        add(numbers, periods, settlement.terms());
        return new ScriptCall(
                RedisScript.Name.CHARGE, withCharges(settlement.subject()), numbers, List.of(settlement.lease()));
    }

    static ScriptCall snapshot(Subject subject, Terms terms, Periods periods) {
        Buffer numbers = Buffer.buffer(SIZE);
        add(numbers, periods, terms);
        return new ScriptCall(RedisScript.Name.SNAPSHOT, bothLevels(subject), numbers, List.of());
    }

    static ScriptCall prune(Subject subject) {
        return new ScriptCall(RedisScript.Name.PRUNE, bothLevels(subject), Buffer.buffer(), List.of());
    }

    static ScriptCall reset(Subject subject) {
        return new ScriptCall(RedisScript.Name.RESET, LevelKeys.ofUser(subject).all(), Buffer.buffer(), List.of());
    }

    static ScriptCall resetTeam(String team) {
        return new ScriptCall(RedisScript.Name.RESET, LevelKeys.ofTeam(team).all(), Buffer.buffer(), List.of());
    }

    private static List<String> bothLevels(Subject subject) {
        List<String> keys = new ArrayList<>(7);
        keys.addAll(LevelKeys.ofUser(subject).all());
        keys.addAll(LevelKeys.ofTeam(subject.team()).all());
        return keys;
    }

    private static List<String> withCharges(Subject subject) {
        List<String> keys = bothLevels(subject);
        keys.add(LevelKeys.charges(subject.team()));
        return keys;
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

    private static void add(Buffer numbers, Periods periods, Terms terms) {
        periods.days().forEach(numbers::appendLong);
        periods.months().forEach(numbers::appendLong);
        add(numbers, terms.user());
        add(numbers, terms.team());
    }

    private static void add(Buffer numbers, Limits limits) {
        numbers.appendLong(limits.all().size());
        for (Limit limit : limits.all()) {
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
        };
    }
}
