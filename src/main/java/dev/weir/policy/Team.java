package dev.weir.policy;

import dev.weir.messages.MessageRequest;
import dev.weir.messages.Operation;
import dev.weir.policy.Authorization.ForbiddenPart;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A team with its keys, its plan and the exceptions of single users.
 *
 * @param timeZone the time zone of its days, weeks and months
 * @param upstream the only upstream it may use; absent = any
 * @param users exceptions for single users, by identity with its prefix
 * @param projects how its requests are told apart by project; absent = not at all
 */
public record Team(
        String name,
        Plan plan,
        ZoneId timeZone,
        Optional<String> upstream,
        Map<String, UserException> users,
        List<ApiKey> keys,
        Optional<Projects> projects) {
    private static final String ASK = "ask whoever runs this gateway";

    public Team {
        users = Map.copyOf(users);
        keys = List.copyOf(keys);
    }

    /**
     * Authorizes a request that counts against no limit.
     *
     * @param identity the user with its prefix, as in {@code user:u-4711}
     * @param today the day of UTC: an exception may have ended
     */
    public Authorization authorize(String identity, LocalDate today) {
        UserException exception = users.get(identity);
        if (exception == null || !exception.isInForceOn(today)) {
            return new Authorization.Authorized(plan);
        }
        return switch (exception) {
            case UserException.OtherPlan(Plan other, var _) -> new Authorization.Authorized(other.withTeamOf(plan));
            case UserException.Blocked(var _) ->
                new Authorization.Forbidden(ForbiddenPart.USER, "This user is blocked in team " + name + "; " + ASK);
        };
    }

    /**
     * Authorizes a request that creates a message or counts its tokens.
     *
     * <p>A limit of 0 forbids only what it counts: {@code messages}, or {@code count_tokens} for the limit of that
     * name; in shadow mode it forbids nothing.
     *
     * @param identity the user with its prefix, as in {@code user:u-4711}
     * @param today the day of UTC: an exception may have ended
     */
    public Authorization authorize(String identity, LocalDate today, Operation operation, MessageRequest request) {
        return switch (authorize(identity, today)) {
            case Authorization.Forbidden forbidden -> forbidden;
            case Authorization.Authorized(Plan own) -> authorize(own, operation, request);
        };
    }

    /** Authorizes by the plan; its models and features go before a limit of 0, as the caller can change those. */
    private Authorization authorize(Plan own, Operation operation, MessageRequest request) {
        return switch (own.authorize(request)) {
            case Authorization.Forbidden forbidden -> forbidden;
            case Authorization.Authorized authorized ->
                limitOfZero(own, operation).<Authorization>map(this::forbidden).orElse(authorized);
        };
    }

    /** Returns whether the team or any of its users has a limit. */
    boolean limitsAnybody() {
        return isLimited(plan)
                || users.values().stream()
                        .anyMatch(exception ->
                                exception instanceof UserException.OtherPlan(Plan other, var _) && isLimited(other));
    }

    private static boolean isLimited(Plan plan) {
        return Stream.of(LimitLevel.values()).anyMatch(level -> !plan.at(level).isEmpty());
    }

    /** Returns the name of the first limit of 0 on all requests that counts the operation. */
    private static Optional<String> limitOfZero(Plan own, Operation operation) {
        if (own.mode() == Plan.Mode.SHADOW) {
            return Optional.empty();
        }
        for (LimitLevel level : LimitLevel.values()) {
            for (Limit limit : own.at(level).all()) {
                if (limit.max() == 0 && counts(limit.kind(), operation)) {
                    return Optional.of(limit.nameAt(level));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns that a limit of 0 forbids a request. */
    public Authorization.Forbidden forbidden(String limit) {
        String message = "The limit " + limit + " of team " + name + " is 0, so this is never allowed; " + ASK;
        return new Authorization.Forbidden(ForbiddenPart.USER, message, Optional.of(limit));
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
        /** Returns the last day of UTC on which it is in force; absent where it has no end. */
        Optional<LocalDate> until();

        /** Returns whether it is in force on a day of UTC. */
        default boolean isInForceOn(LocalDate day) {
            return until().isEmpty() || !day.isAfter(until().get());
        }

        /** Every request of the user is rejected. */
        record Blocked(Optional<LocalDate> until) implements UserException {}

        /** The user has another plan; the team's limits stay those of the team's plan. */
        record OtherPlan(Plan plan, Optional<LocalDate> until) implements UserException {}
    }
}
