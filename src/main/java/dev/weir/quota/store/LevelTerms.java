package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitScope;
import java.util.List;
import java.util.Optional;

/**
 * Limits that are counted together, in keys of their own.
 *
 * <p>Limits of all requests of a user or a team are counted at two levels: those of newer kinds apart, so that a
 * version of the gateway that does not know them, and would drop what they have used, never touches their keys.
 *
 * @param isOfNewerKinds whether the limits are of the kinds that {@link #isNewer} names; only where all requests count
 * @param limits in the order of the policy
 * @param isCounting whether the request counts here; else the level only holds what another model may use
 */
public record LevelTerms(LimitScope scope, boolean isOfNewerKinds, List<Limit> limits, boolean isCounting) {
    private static final String NEWER = "2";

    public LevelTerms {
        limits = List.copyOf(limits);
    }

    /** Makes terms of a level that counts the request. */
    public static LevelTerms of(LimitScope scope, List<Limit> limits) {
        return new LevelTerms(scope, false, limits, true);
    }

    /** Returns whether the version before weeks, sessions and budgets of requests does not know a kind. */
    public static boolean isNewer(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_DAY,
                    REQUESTS_PER_MONTH,
                    TOKENS_PER_WEEK,
                    USD_PER_WEEK,
                    SESSION_REQUESTS,
                    SESSION_TOKENS,
                    SESSION_USD -> true;
            case REQUESTS_PER_MINUTE,
                    INPUT_TOKENS_PER_MINUTE,
                    OUTPUT_TOKENS_PER_MINUTE,
                    COUNT_TOKENS_PER_MINUTE,
                    TOKENS_PER_DAY,
                    TOKENS_PER_MONTH,
                    USD_PER_DAY,
                    USD_PER_MONTH,
                    CONCURRENT_REQUESTS -> false;
        };
    }

    /** Returns whose usage of a kind counts at a level of that scope. */
    public static LimitOwner ownerOf(LimitScope scope, LimitKind kind, Subject subject) {
        boolean isApart = scope.part() == LimitScope.LimitPart.ALL && isNewer(kind);
        return new LevelTerms(scope, isApart, List.of(), true).owner(subject);
    }

    /** Returns whose usage the level counts. */
    public LimitOwner owner(Subject subject) {
        Optional<String> user = switch (scope.level()) {
            case USER -> Optional.of(subject.user());
            case TEAM -> Optional.empty();
        };
        return new LimitOwner(subject.team(), user, part());
    }

    private String part() {
        return switch (scope.part()) {
            case ALL -> isOfNewerKinds ? NEWER : "";
            case MODELS -> "m." + scope.entry();
            case SESSION -> "s." + scope.entry();
        };
    }
}
