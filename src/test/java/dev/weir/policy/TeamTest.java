package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Operation;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.Standing.Barred;
import dev.weir.policy.Standing.Entitled;
import dev.weir.policy.Team.UserException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TeamTest {
    private static final Limits SHARED = new Limits(List.of(new Limit(LimitKind.USD_PER_MONTH, 1)));
    private static final Limits ZERO =
            new Limits(List.of(new Limit(LimitKind.TOKENS_PER_DAY, 5), new Limit(LimitKind.REQUESTS_PER_MINUTE, 0)));
    private static final Limits NO_COUNTING = new Limits(List.of(new Limit(LimitKind.COUNT_TOKENS_PER_MINUTE, 0)));

    @Test
    void entitlesAUserToTheTeamsPlan() {
        Plan plan = plan(Limits.NONE, SHARED, Mode.ENFORCE);

        Standing standing = team(plan, Map.of()).standingOf("user:a", Operation.MESSAGES);

        assertThat(standing).isEqualTo(new Entitled(plan));
    }

    @Test
    void replacesEverythingButWhatTheTeamShares() {
        Limits own = new Limits(List.of(new Limit(LimitKind.REQUESTS_PER_MINUTE, 9)));
        Plan heavy =
                new Plan("heavy", Optional.of(List.of()), Set.of(), own, ZERO, BudgetHold.WORST_CASE, Mode.ENFORCE);
        Team team = team(plan(Limits.NONE, SHARED, Mode.ENFORCE), Map.of("user:a", new UserException.OtherPlan(heavy)));

        Standing standing = team.standingOf("user:a", Operation.MESSAGES);

        assertThat(standing)
                .isEqualTo(new Entitled(new Plan(
                        "heavy", Optional.of(List.of()), Set.of(), own, SHARED, BudgetHold.WORST_CASE, Mode.ENFORCE)));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void barsABlockedUserFromEverything(Operation operation) {
        Team team = team(plan(Limits.NONE, SHARED, Mode.SHADOW), Map.of("user:a", new UserException.Blocked()));

        Standing standing = team.standingOf("user:a", operation);

        assertThat(standing)
                .isEqualTo(new Barred(
                        "This user is blocked in team search; ask whoever runs this gateway", Optional.empty()));
        assertThat(team.standingOf("account:a", operation)).isInstanceOf(Entitled.class);
    }

    @Test
    void barsByAUsersLimitOfZero() {
        Standing standing =
                team(plan(ZERO, Limits.NONE, Mode.ENFORCE), Map.of()).standingOf("user:a", Operation.MESSAGES);

        assertThat(standing)
                .isEqualTo(new Barred(
                        "The limit user/requests-per-minute of team search is 0, so this is never allowed;"
                                + " ask whoever runs this gateway",
                        Optional.of("user/requests-per-minute")));
    }

    @Test
    void barsByTheTeamsLimitOfZero() {
        Standing standing = team(plan(SHARED, ZERO, Mode.ENFORCE), Map.of()).standingOf("user:a", Operation.MESSAGES);

        assertThat(standing)
                .isEqualTo(new Barred(
                        "The limit team/requests-per-minute of team search is 0, so this is never allowed;"
                                + " ask whoever runs this gateway",
                        Optional.of("team/requests-per-minute")));
    }

    @Test
    void barsOnlyWhatALimitOfZeroCounts() {
        Team withoutMessages = team(plan(ZERO, Limits.NONE, Mode.ENFORCE), Map.of());
        Team withoutCounting = team(plan(Limits.NONE, NO_COUNTING, Mode.ENFORCE), Map.of());

        assertThat(withoutMessages.standingOf("user:a", Operation.COUNT_TOKENS)).isInstanceOf(Entitled.class);
        assertThat(withoutMessages.standingOf("user:a", Operation.MODELS)).isInstanceOf(Entitled.class);
        assertThat(withoutMessages.standingOf("user:a", Operation.OTHER)).isInstanceOf(Entitled.class);
        assertThat(withoutCounting.standingOf("user:a", Operation.MESSAGES)).isInstanceOf(Entitled.class);
        assertThat(withoutCounting.standingOf("user:a", Operation.COUNT_TOKENS))
                .isInstanceOfSatisfying(
                        Barred.class, barred -> assertThat(barred.limit()).contains("team/count-tokens-per-minute"));
    }

    @Test
    void barsNobodyByALimitInShadowMode() {
        Plan plan = plan(ZERO, ZERO, Mode.SHADOW);

        Standing standing = team(plan, Map.of()).standingOf("user:a", Operation.MESSAGES);

        assertThat(standing).isEqualTo(new Entitled(plan));
    }

    private static Plan plan(Limits user, Limits team, Mode mode) {
        return new Plan("developer", Optional.empty(), Set.of(), user, team, BudgetHold.EXPECTED, mode);
    }

    private static Team team(Plan plan, Map<String, UserException> users) {
        return new Team("search", plan, ZoneOffset.UTC, Optional.empty(), users, List.of());
    }
}
