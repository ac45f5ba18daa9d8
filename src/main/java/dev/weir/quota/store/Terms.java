package dev.weir.quota.store;

import dev.weir.policy.Limits;
import java.time.ZoneId;

/**
 * The limits that hold for a subject now; they travel with each call, so that a changed policy needs no change in Redis.
 *
 * @param user limits of the user
 * @param team limits of the team
 * @param zone where days and months begin
 */
public record Terms(Limits user, Limits team, ZoneId zone) {}
