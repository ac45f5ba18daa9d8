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
 */
record StoredLease(Map<AmountField, Long> held, long chargeTokens, long chargeNanoUsd, long dayEnd, long monthEnd) {
    StoredLease {
        held = Map.copyOf(held);
    }

    long held(AmountField field) {
        return held.getOrDefault(field, 0L);
    }

    /** Returns the end of the day or the month in which it was admitted. */
    long periodEnd(Window period) {
        return period == Window.DAY ? dayEnd : monthEnd;
    }

    StoredLease renewed(Renewal renewal) {
        Map<AmountField, Long> fields = new EnumMap<>(held);
        renewal.hold().ifPresent(hold -> AmountField.HELD.forEach(field -> fields.put(field, field.of(hold))));
        return new StoredLease(
                fields, renewal.charge().budgetTokens(), renewal.charge().nanoUsd(), dayEnd, monthEnd);
    }
}
