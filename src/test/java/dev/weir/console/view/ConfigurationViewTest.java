package dev.weir.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.console.view.ConfigurationView.PlanRow;
import dev.weir.messages.Feature;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.policy.Thresholds;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationViewTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
    private static final Plan HEAVY = new Plan(
            "heavy",
            Optional.of(List.of(new ModelPattern("claude-*"))),
            Set.of(Feature.SPEED, Feature.MCP_SERVERS),
            new Limits(List.of(new Limit(LimitKind.REQUESTS_PER_MINUTE, 9))),
            Limits.NONE,
            BudgetHold.WORST_CASE,
            Mode.SHADOW,
            Thresholds.of(List.of(80, 95)));

    @Test
    void showsThePlansThatOnlyUsersHave() {
        Team search = team(
                "search",
                Map.of(
                        "user:a", new UserException.OtherPlan(HEAVY, Optional.of(TODAY)),
                        "user:b", new UserException.OtherPlan(HEAVY, Optional.empty()),
                        "user:c", new UserException.Blocked(Optional.empty())));
        Team ops = team("ops", Map.of("user:d", new UserException.OtherPlan(HEAVY, Optional.empty())));

        List<PlanRow> plans = ConfigurationView.plans(List.of(search, ops), TODAY);

        assertThat(plans)
                .containsExactly(
                        new PlanRow(
                                "standard",
                                "enforce",
                                "all",
                                "billing-policy",
                                List.of(),
                                "hold expected",
                                "search, ops"),
                        new PlanRow(
                                "heavy",
                                "shadow",
                                "claude-*",
                                "mcp-servers, speed",
                                List.of("user/requests-per-minute: 9"),
                                "hold worst-case, warn at 80 %, 95 %",
                                "2 users of search, 1 user of ops"));
    }

    @Test
    void leavesOutPlansOfExceptionsThatHaveEnded() {
        Team team = team("search", Map.of("user:a", new UserException.OtherPlan(HEAVY, Optional.of(TODAY))));

        assertThat(ConfigurationView.plans(List.of(team), TODAY.plusDays(1)))
                .extracting(PlanRow::name)
                .containsExactly("standard");
    }

    private static Team team(String name, Map<String, UserException> users) {
        return new Team(
                name, Plan.unlimited("standard"), ZoneOffset.UTC, Optional.empty(), users, List.of(), Optional.empty());
    }
}
