package dev.weir.quota.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a lease open for another {@code leaseTime}.
 *
 * @param terms those of its reservation
 * @param hold what it holds from now on; empty to keep its hold
 * @param charge what is charged if the lease expires: the usage so far, or what the reservation expected
 */
public record Renewal(
        String lease, Subject subject, Terms terms, Optional<Amounts> hold, Amounts charge, Duration leaseTime) {
    /** Returns parts of one team each, as small as {@link QuotaStore#MAX_RENEWALS} and
     * {@link QuotaStore#MAX_RENEWED_LEVELS} say. */
    public static List<List<Renewal>> parts(List<Renewal> renewals) {
        Map<String, List<Renewal>> byTeam = new LinkedHashMap<>();
        for (Renewal renewal : renewals) {
            byTeam.computeIfAbsent(renewal.subject().team(), _ -> new ArrayList<>())
                    .add(renewal);
        }
        return byTeam.values().stream().flatMap(ofTeam -> cut(ofTeam).stream()).toList();
    }

    private static List<List<Renewal>> cut(List<Renewal> ofTeam) {
        List<List<Renewal>> parts = new ArrayList<>();
        int from = 0;
        int levels = 0;
        for (int n = 0; n < ofTeam.size(); n++) {
            int more = ofTeam.get(n).terms().levels().size();
            boolean isFull = n - from == QuotaStore.MAX_RENEWALS || levels + more > QuotaStore.MAX_RENEWED_LEVELS;
            if (n > from && isFull) {
                parts.add(ofTeam.subList(from, n));
                from = n;
                levels = 0;
            }
            levels += more;
        }
        parts.add(ofTeam.subList(from, ofTeam.size()));
        return parts;
    }
}
