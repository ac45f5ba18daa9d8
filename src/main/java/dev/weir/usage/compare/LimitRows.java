package dev.weir.usage.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the budgets of a team from what {@code ./weir quota show <team>} prints: tokens and money, by period. */
final class LimitRows {
    private static final String TEAM_LEVEL = "team/";

    /** Amounts in dollars may have been shown to the sixth decimal. */
    private static final BigDecimal ROUNDING = new BigDecimal("0.000001");

    private LimitRows() {}

    /**
     * Returns the rows of one team.
     *
     * @param zoneOf returns the time zone of a team, in which its periods begin
     */
    static List<BudgetRow> of(JsonNode state, Function<String, ZoneId> zoneOf) {
        String team = state.path("team").asText();
        List<BudgetRow> rows = new ArrayList<>();
        for (JsonNode limit : state.path("limits")) {
            String name = limit.path("name").asText();
            String unit = limit.path("unit").asText();
            boolean isCompared = name.startsWith(TEAM_LEVEL) && (unit.equals(Spent.USD) || unit.equals(Spent.TOKENS));
            if (isCompared && limit.path("resets_at").isTextual()) {
                Instant end = Instant.parse(limit.path("resets_at").asText());
                length(name)
                        .ifPresent(length -> rows.add(new BudgetRow(
                                ReportPeriod.endingAt(end, zoneOf.apply(team), length),
                                BudgetOwner.ofTeam(team),
                                name,
                                unit,
                                amount(limit, "used"),
                                amount(limit, "held"),
                                unit.equals(Spent.USD) ? ROUNDING : BigDecimal.ZERO)));
            }
        }
        return rows;
    }

    /** Returns how long the period is; absent for a limit of a model or of a minute. */
    private static Optional<Period> length(String name) {
        return switch (name.substring(TEAM_LEVEL.length())) {
            case "usd-per-day", "tokens-per-day" -> Optional.of(Period.ofDays(1));
            case "usd-per-week", "tokens-per-week" -> Optional.of(Period.ofWeeks(1));
            case "usd-per-month", "tokens-per-month" -> Optional.of(Period.ofMonths(1));
            default -> Optional.empty();
        };
    }

    private static BigDecimal amount(JsonNode limit, String name) {
        return new BigDecimal(limit.path(name).asText("0"));
    }
}
