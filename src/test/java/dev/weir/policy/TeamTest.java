package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.InputSize;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.messages.Operation;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Authorization.ForbiddenPart;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.Team.UserException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TeamTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 24);
    private static final Limits SHARED = new Limits(List.of(new Limit(LimitKind.USD_PER_MONTH, 1)));
    private static final Limits ZERO =
            new Limits(List.of(new Limit(LimitKind.TOKENS_PER_DAY, 5), new Limit(LimitKind.REQUESTS_PER_MINUTE, 0)));
    private static final Limits NO_COUNTING = new Limits(List.of(new Limit(LimitKind.COUNT_TOKENS_PER_MINUTE, 0)));

    private static final MessageRequest REQUEST = new MessageRequest(
            "m",
            false,
            OptionalLong.of(1),
            Optional.empty(),
            new Fallbacks.Models(List.of()),
            Set.of(),
            InputSize.NONE,
            false);

    @Test
    void authorizesAUserOnTheTeamsPlan() {
        Plan plan = plan(Limits.NONE, SHARED, Mode.ENFORCE);

        Authorization authorization = team(plan, Map.of()).authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization).isEqualTo(new Authorized(plan));
    }

    @Test
    void appliesTheUsersOwnPlanButTheTeamsSharedLimits() {
        Limits own = new Limits(List.of(new Limit(LimitKind.REQUESTS_PER_MINUTE, 9)));
        Plan heavy = new Plan(
                "heavy",
                Optional.of(List.of(new ModelPattern("m"))),
                Set.of(),
                own,
                ZERO,
                BudgetHold.WORST_CASE,
                Mode.ENFORCE);
        Team team = team(
                plan(Limits.NONE, SHARED, Mode.ENFORCE),
                Map.of("user:a", new UserException.OtherPlan(heavy, Optional.empty())));

        Authorization authorization = team.authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization)
                .isEqualTo(new Authorized(new Plan(
                        "heavy",
                        Optional.of(List.of(new ModelPattern("m"))),
                        Set.of(),
                        own,
                        SHARED,
                        BudgetHold.WORST_CASE,
                        Mode.ENFORCE)));
    }

    @Test
    void keepsTheThresholdsOfTheTeamsPlanForTheTeamsBudgetsOfAnExceptedUser() {
        Team team = team(
                warning("developer", List.of(50, 95)),
                Map.of("user:a", new UserException.OtherPlan(warning("heavy", List.of(80)), Optional.empty())));

        Authorization authorization = team.authorize("user:a", TODAY);

        assertThat(authorization)
                .isInstanceOfSatisfying(
                        Authorized.class,
                        authorized -> assertThat(authorized.plan().warnAt())
                                .isEqualTo(new Thresholds(List.of(80), List.of(50, 95))));
    }

    private static Plan warning(String name, List<Integer> warnAt) {
        return new Plan(
                name,
                Optional.empty(),
                Set.of(),
                Limits.NONE,
                SHARED,
                BudgetHold.EXPECTED,
                Mode.ENFORCE,
                Thresholds.of(warnAt));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void forbidsEveryRequestOfABlockedUser(Operation operation) {
        Team team = team(
                plan(Limits.NONE, SHARED, Mode.SHADOW), Map.of("user:a", new UserException.Blocked(Optional.empty())));

        Authorization authorization = team.authorize("user:a", TODAY, operation, REQUEST);

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.USER, "This user is blocked in team search; ask whoever runs this gateway"));
        assertThat(team.authorize("user:a", TODAY)).isEqualTo(authorization);
        assertThat(team.authorize("account:a", TODAY, operation, REQUEST)).isInstanceOf(Authorized.class);
    }

    @Test
    void endsAnExceptionWithTheLastDayOfUtcThatItNames() {
        Plan own = plan(Limits.NONE, SHARED, Mode.ENFORCE);
        Team team = team(
                own,
                Map.of(
                        "user:a", new UserException.Blocked(Optional.of(TODAY)),
                        "user:b", new UserException.OtherPlan(Plan.unlimited("heavy"), Optional.of(TODAY))));

        assertThat(team.authorize("user:a", TODAY)).isInstanceOf(Forbidden.class);
        assertThat(team.authorize("user:a", TODAY.plusDays(1))).isEqualTo(new Authorized(own));
        assertThat(team.authorize("user:b", TODAY.plusDays(1))).isEqualTo(new Authorized(own));
        assertThat(team.authorize("user:b", TODAY)).isNotEqualTo(new Authorized(own));
    }

    @Test
    void forbidsTheUserWhereAUserLimitIsZero() {
        Authorization authorization = team(plan(ZERO, Limits.NONE, Mode.ENFORCE), Map.of())
                .authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.USER,
                        "The limit user/requests-per-minute of team search is 0, so this is never allowed;"
                                + " ask whoever runs this gateway",
                        Optional.of("user/requests-per-minute")));
    }

    @Test
    void forbidsTheUserWhereATeamLimitIsZero() {
        Authorization authorization = team(plan(SHARED, ZERO, Mode.ENFORCE), Map.of())
                .authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization)
                .isEqualTo(new Forbidden(
                        ForbiddenPart.USER,
                        "The limit team/requests-per-minute of team search is 0, so this is never allowed;"
                                + " ask whoever runs this gateway",
                        Optional.of("team/requests-per-minute")));
    }

    @Test
    void forbidsTheModelBeforeALimitOfZero() {
        Plan plan = new Plan(
                "developer",
                Optional.of(List.of(new ModelPattern("other"))),
                Set.of(),
                ZERO,
                Limits.NONE,
                BudgetHold.EXPECTED,
                Mode.ENFORCE);

        Authorization authorization = team(plan, Map.of()).authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization)
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.subject()).isEqualTo(ForbiddenPart.REQUEST));
    }

    @Test
    void forbidsOnlyOperationsThatTheZeroLimitCounts() {
        Team withoutMessages = team(plan(ZERO, Limits.NONE, Mode.ENFORCE), Map.of());
        Team withoutCounting = team(plan(Limits.NONE, NO_COUNTING, Mode.ENFORCE), Map.of());

        assertThat(withoutMessages.authorize("user:a", TODAY, Operation.COUNT_TOKENS, REQUEST))
                .isInstanceOf(Authorized.class);
        assertThat(withoutMessages.authorize("user:a", TODAY)).isInstanceOf(Authorized.class);
        assertThat(withoutCounting.authorize("user:a", TODAY, Operation.MESSAGES, REQUEST))
                .isInstanceOf(Authorized.class);
        assertThat(withoutCounting.authorize("user:a", TODAY, Operation.COUNT_TOKENS, REQUEST))
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.message()).contains("team/count-tokens-per-minute"));
    }

    @Test
    void authorizesDespiteAZeroLimitInShadowMode() {
        Plan plan = plan(ZERO, ZERO, Mode.SHADOW);

        Authorization authorization = team(plan, Map.of()).authorize("user:a", TODAY, Operation.MESSAGES, REQUEST);

        assertThat(authorization).isEqualTo(new Authorized(plan));
    }

    private static Plan plan(Limits user, Limits team, Mode mode) {
        return new Plan("developer", Optional.empty(), Set.of(), user, team, BudgetHold.EXPECTED, mode);
    }

    private static Team team(Plan plan, Map<String, UserException> users) {
        return new Team("search", plan, ZoneOffset.UTC, Optional.empty(), users, List.of(), Optional.empty());
    }
}
