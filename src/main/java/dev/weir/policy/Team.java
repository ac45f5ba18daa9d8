package dev.weir.policy;

import dev.weir.messages.Operation;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A team: who its keys are and what its users may do.
 *
 * @param timeZone where its days and months begin
 * @param upstream the only upstream it may use; absent = any
 * @param users exceptions for single users, by bucket with its prefix
 */
public record Team(
        String name,
        Plan plan,
        ZoneId timeZone,
        Optional<String> upstream,
        Map<String, UserException> users,
        List<ApiKey> keys) {
    private static final String ASK = "ask whoever runs this gateway";

    public Team {
        users = Map.copyOf(users);
        keys = List.copyOf(keys);
    }

    /**
     * Returns how a user stands for an operation.
     *
     * <p>A limit of 0 bars only what it counts: {@code messages}, or {@code count_tokens} for the limit of that name; in
     * shadow mode it bars nothing.
     *
     * @param bucket the user with its prefix, as in {@code user:u-4711}
     */
    public Standing standingOf(String bucket, Operation operation) {
        return switch (users.get(bucket)) {
            case null -> standingOn(plan, operation);
            case UserException.OtherPlan(Plan other) -> standingOn(other.withTeam(plan.team()), operation);
            case UserException.Blocked() ->
                new Standing.Barred("This user is blocked in team " + name + "; " + ASK, Optional.empty());
        };
    }

    /** Returns whether the team or any of its users has a limit. */
    boolean limitsAnybody() {
        return isLimited(plan)
                || users.values().stream()
                        .anyMatch(exception ->
                                exception instanceof UserException.OtherPlan(Plan other) && isLimited(other));
    }

    private static boolean isLimited(Plan plan) {
        return Stream.of(LimitLevel.values()).anyMatch(level -> !plan.at(level).isEmpty());
    }

    private Standing standingOn(Plan own, Operation operation) {
        if (own.mode() == Plan.Mode.SHADOW) {
            return new Standing.Entitled(own);
        }
        Predicate<Limit> closed = limit -> limit.max() == 0 && counts(limit.kind(), operation);
        for (LimitLevel level : LimitLevel.values()) {
            Optional<Limit> zero = own.at(level).first(closed);
            if (zero.isPresent()) {
                return barred(zero.get().nameAt(level));
            }
        }
        return new Standing.Entitled(own);
    }

    private Standing barred(String limit) {
        String message = "The limit " + limit + " of team " + name + " is 0, so this is never allowed; " + ASK;
        return new Standing.Barred(message, Optional.of(limit));
    }

    private static boolean counts(LimitKind kind, Operation operation) {
        return switch (operation) {
            case MESSAGES -> kind != LimitKind.COUNT_TOKENS_PER_MINUTE;
            case COUNT_TOKENS -> kind == LimitKind.COUNT_TOKENS_PER_MINUTE;
            case MODELS, OTHER -> false;
        };
    }

    /** How one user differs from the team's plan. */
    public sealed interface UserException {
        /** The user is refused. */
        record Blocked() implements UserException {}

        /** The user has another plan; the team's limits stay those of the team's plan. */
        record OtherPlan(Plan plan) implements UserException {}
    }
}
