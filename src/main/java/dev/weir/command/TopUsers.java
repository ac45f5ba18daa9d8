package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Team;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The users of a team by how much of a limit they have used.
 *
 * @param named those whom the policy names
 * @param today the day of UTC, by which exceptions of the policy end
 */
record TopUsers(Team team, PolicyUsers named, LocalDate today) {
    /** The most users that are compared: each costs one script call in Redis. */
    static final int MOST_USERS = 1_000;

    private static final int PERCENT = 100;

    /**
     * One user.
     *
     * @param limit the limit with the largest share used
     * @param percent that share; may exceed 100
     * @param isAtLimit whether that limit has nothing left
     */
    record Row(String hash, Optional<Identity> identity, String limit, long percent, boolean isAtLimit) {
        @Override
        public String toString() {
            String who = identity.map(Identity::name).orElse("-");
            return "%s  %-36s %4d %%  %s%s".formatted(hash, who, percent, limit, isAtLimit ? "  AT LIMIT" : "");
        }
    }

    /** Returns those who used most first; users without limits or use are left out. */
    Future<List<Row>> read(QuotaState state) {
        return hashes(state).compose(hashes -> {
            List<Future<Optional<Row>>> rows =
                    hashes.stream().map(hash -> row(state, hash)).toList();
            return Future.join(rows)
                    .map(_ -> rows.stream()
                            .map(Future::result)
                            .flatMap(Optional::stream)
                            .sorted(Comparator.comparingLong(Row::percent)
                                    .reversed()
                                    .thenComparing(Row::hash))
                            .toList());
        });
    }

    private Future<List<String>> hashes(QuotaState state) {
        List<Future<List<String>>> ofKeys = team.keys().stream()
                .map(key -> state.users().named(team.name(), key.id(), MOST_USERS))
                .toList();
        return Future.join(ofKeys).map(_ -> {
            Set<String> hashes = new LinkedHashSet<>(named.identities().keySet());
            ofKeys.forEach(users -> hashes.addAll(users.result()));
            return new ArrayList<>(hashes).subList(0, Math.min(hashes.size(), MOST_USERS));
        });
    }

    private Future<Optional<Row>> row(QuotaState state, String hash) {
        Optional<Identity> identity = named.find(hash);
        return named.planOf(hash, team, today)
                .map(own -> state.store()
                        .snapshot(new Subject(team.name(), hash), Terms.of(own, team))
                        .map(snapshot -> row(hash, identity, snapshot)))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    private static Optional<Row> row(String hash, Optional<Identity> identity, Snapshot snapshot) {
        return snapshot.limits().stream()
                .filter(limit -> limit.level() == LimitLevel.USER && limit.used() > 0)
                .max(Comparator.comparingDouble(TopUsers::share))
                .map(limit -> new Row(
                        hash, identity, limit.name(), Math.round(share(limit) * PERCENT), limit.remaining() == 0));
    }

    private static double share(LimitState limit) {
        return limit.size() == 0 ? 1 : (double) limit.used() / limit.size();
    }
}
