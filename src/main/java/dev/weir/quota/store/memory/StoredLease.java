package dev.weir.quota.store.memory;

import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Renewal;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a lease holds at one level.
 *
 * @param held of requests what was taken at the reservation; all else is held
 * @param chargeTokens budget tokens to charge if it expires
 * @param chargeNanoUsd nano-dollars to charge if it expires
 * @param dayEnd end of the day in which it was admitted
 * @param monthEnd end of the month in which it was admitted
 * @param weekEnd end of the week in which it was admitted; 0 at a level that had never counted a newer kind of limit
 */
record StoredLease(
        Map<AmountField, Long> held, long chargeTokens, long chargeNanoUsd, long dayEnd, long monthEnd, long weekEnd) {
    StoredLease {
        held = Map.copyOf(held);
    }

    long held(AmountField field) {
        return held.getOrDefault(field, 0L);
    }

    /** Returns the end of the period in which it was admitted; a session has none. */
    long periodEnd(Window period) {
        return switch (period) {
            case DAY -> dayEnd;
            case WEEK -> weekEnd;
            case MONTH -> monthEnd;
            case SESSION, MINUTE, CONCURRENT -> Long.MAX_VALUE;
        };
    }

    /**
     * Returns the lease after a renewal.
     *
     * @param isCharged whether the level is charged if it expires
     */
    StoredLease renewed(Renewal renewal, boolean isCharged) {
        Map<AmountField, Long> fields = new EnumMap<>(held);
        renewal.hold().ifPresent(hold -> AmountField.HELD.forEach(field -> fields.put(field, field.of(hold))));
        long tokens = isCharged ? renewal.charge().budgetTokens() : 0;
        long nanoUsd = isCharged ? renewal.charge().nanoUsd() : 0;
        return new StoredLease(fields, tokens, nanoUsd, dayEnd, monthEnd, weekEnd);
    }
}
