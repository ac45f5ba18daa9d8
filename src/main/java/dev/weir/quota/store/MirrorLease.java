package dev.weir.quota.store;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a lease holds at one level.
 *
 * @param held by part; the requests are what was taken at the reservation
 * @param chargeTokens budget tokens to charge should it expire
 * @param chargeMoney nano-dollars to charge should it expire
 * @param dayEnd end of the day it was admitted in
 * @param monthEnd end of the month it was admitted in
 */
record MirrorLease(Map<Part, Long> held, long chargeTokens, long chargeMoney, long dayEnd, long monthEnd) {
    MirrorLease {
        held = Map.copyOf(held);
    }

    long held(Part part) {
        return held.getOrDefault(part, 0L);
    }

    MirrorLease renewed(Renewal renewal) {
        Map<Part, Long> parts = new EnumMap<>(held);
        renewal.hold().ifPresent(hold -> Part.HELD.forEach(part -> parts.put(part, part.of(hold))));
        return new MirrorLease(
                parts, renewal.charge().budgetTokens(), renewal.charge().nanoUsd(), dayEnd, monthEnd);
    }
}
