package dev.weir.usage.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.usage.LogLines;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetSumsTest {
    private static final String USER = "4f1c9a";
    private static final ReportPeriod DAY = period("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z");
    private static final ReportPeriod MONTH = period("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    private static final BudgetOwner TEAM = BudgetOwner.ofTeam("search");

    private static ReportPeriod period(String start, String end) {
        return new ReportPeriod(Instant.parse(start), Instant.parse(end));
    }

    private static List<ReportPeriod> periodsOf(String team) {
        return team.equals("search") ? List.of(DAY, MONTH) : List.of();
    }

    private static BudgetSums sums(int mostUsers, boolean isOfTeams, String... lines) {
        BudgetSums sums = new BudgetSums(BudgetSumsTest::periodsOf, mostUsers, isOfTeams);
        for (String line : lines) {
            sums.add(LogLines.entry(line));
        }
        return sums;
    }

    private static BudgetRow budget(ReportPeriod period, BudgetOwner owner, String name, String unit, String used) {
        return new BudgetRow(period, owner, name, unit, new BigDecimal(used), BigDecimal.ZERO, BigDecimal.ZERO);
    }

    private static List<String> differences(BudgetSums sums, BudgetRow... budgets) {
        return sums.differences(List.of(budgets)).stream()
                .map(found -> found.kind().label() + " " + found.subject() + " " + found.log() + " " + found.other())
                .toList();
    }

    private static String line(String time, long input, String usd) {
        return LogLines.line("a", time, "big", input, 0, usd);
    }

    @Test
    void sumsEachPeriodOfTeamAndUser() {
        BudgetSums sums = sums(
                9,
                true,
                line("2026-11-23T23:59:59.999Z", 1, "0.1"),
                line("2026-11-24T00:00:00.000Z", 10, "0.000000001"),
                line("2026-11-24T23:59:59.999Z", 20, "0.2"),
                line("2026-10-31T23:59:59.999Z", 99, "9"));

        assertThat(differences(
                        sums,
                        budget(DAY, TEAM, "team/tokens-per-day", "tokens", "30"),
                        budget(DAY, TEAM, "team/usd-per-day", "usd", "0.200000001"),
                        budget(MONTH, TEAM, "team/tokens-per-month", "tokens", "31"),
                        budget(DAY, BudgetOwner.ofUser("search", USER), "user/tokens-per-day", "tokens", "30")))
                .isEmpty();
        assertThat(differences(
                        sums,
                        budget(DAY, TEAM, "team/usd-per-day", "usd", "0.2"),
                        budget(DAY, BudgetOwner.ofUser("search", USER), "user/tokens-per-day", "tokens", "31")))
                .containsExactly(
                        "double search team/usd-per-day 0.200000001 0.2",
                        "missing search 4f1c9a user/tokens-per-day 30 31");
    }

    @Test
    void namesCutStreamsWhereNoMoreDiffersThanTheLogMarks() {
        String cut = LogLines.line("b", "2026-11-24T12:00:00.000Z", "big", "partial", 10, 7, "0.5");

        assertThat(differences(sums(9, true, cut), budget(DAY, TEAM, "team/tokens-per-day", "tokens", "30")))
                .containsExactly("cut_streams search team/tokens-per-day 17 30");
    }

    @Test
    void leavesOutTeamsThatNobodyKnowsAndUsersBeyondTheBound() {
        String second = line("2026-11-24T12:00:00.000Z", 1, "0").replace(USER, "other");
        BudgetSums sums =
                sums(1, true, line("2026-11-24T12:00:00.000Z", 1, "0"), second, second.replace("search", "gone"));

        assertThat(sums.owners()).containsExactly(TEAM, BudgetOwner.ofUser("search", USER));
        assertThat(sums.isFull()).isTrue();
        assertThat(sums.unknownTeams()).containsExactly("gone");
        assertThat(differences(sums, budget(DAY, TEAM, "team/tokens-per-day", "tokens", "2")))
                .isEmpty();
    }

    @Test
    void knowsWhichPeriodsItHasSummed() {
        BudgetSums sums = sums(9, true, line("2026-11-24T12:00:00.000Z", 1, "0"));
        ReportPeriod tomorrow = period("2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
        BudgetRow late = budget(tomorrow, TEAM, "team/tokens-per-day", "tokens", "5");

        assertThat(sums.covers(late)).isFalse();
        assertThat(sums.covers(budget(DAY, TEAM, "team/tokens-per-day", "tokens", "5")))
                .isTrue();
        assertThat(differences(sums, late)).isEmpty();
    }

    @Test
    void comparesOneUserWithoutTheTeamEvenIfTheLogHasNothing() {
        BudgetSums sums = sums(9, false);
        sums.include(BudgetOwner.ofUser("search", USER));
        sums.add(LogLines.entry(line("2026-10-01T12:00:00.000Z", 1, "0")));

        assertThat(sums.owners()).containsExactly(BudgetOwner.ofUser("search", USER));
        assertThat(differences(
                        sums, budget(DAY, BudgetOwner.ofUser("search", USER), "user/tokens-per-day", "tokens", "5")))
                .containsExactly("missing search 4f1c9a user/tokens-per-day 0 5");
    }
}
