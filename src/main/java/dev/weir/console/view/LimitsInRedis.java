package dev.weir.console.view;

import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.quota.store.Snapshot;
import io.vertx.core.Future;

/** Reads the state of limits from Redis by the script that {@code GET /weir/limits} uses; changes nothing. */
@FunctionalInterface
public interface LimitsInRedis {
    /**
     * Reads the limits of a user and the team.
     *
     * @param plan of the user; without limits of users those of the team alone
     * @param userHash under which Redis knows the user
     * @return fails without a reply in time
     */
    Future<Snapshot> read(Team team, Plan plan, String userHash);
}
