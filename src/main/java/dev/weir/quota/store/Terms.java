package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import java.time.ZoneId;
import java.util.function.Predicate;

/**
 * The limits of a subject now. They travel with each operation, so that a changed policy needs no change in Redis.
 *
 * @param user limits of the user
 * @param team limits of the team
 * @param zone where days and months begin; a change takes effect when the current period ends
 */
public record Terms(Limits user, Limits team, ZoneId zone) {
    /** Returns all limits of a plan in a team. */
    public static Terms of(Plan plan, Team team) {
        return new Terms(plan.user(), plan.team(), team.timeZone());
    }

    /** Returns the limits of one level. */
    public Limits at(LimitLevel level) {
        return switch (level) {
            case USER -> user;
            case TEAM -> team;
        };
    }

    /** Returns the limits of messages: all but that of {@code count_tokens}. */
    public Terms forMessages() {
        return only(limit -> limit.kind() != LimitKind.COUNT_TOKENS_PER_MINUTE);
    }

    /** Returns the limits of {@code count_tokens}. */
    public Terms forCountTokens() {
        return only(limit -> limit.kind() == LimitKind.COUNT_TOKENS_PER_MINUTE);
    }

    /** Returns whether nothing is limited. */
    public boolean isEmpty() {
        return user.isEmpty() && team.isEmpty();
    }

    private Terms only(Predicate<Limit> predicate) {
        return new Terms(only(user, predicate), only(team, predicate), zone);
    }

    private static Limits only(Limits limits, Predicate<Limit> predicate) {
        return new Limits(limits.all().stream().filter(predicate).toList());
    }
}
