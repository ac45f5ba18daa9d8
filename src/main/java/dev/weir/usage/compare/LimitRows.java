package dev.weir.usage.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.usage.compare.UpstreamReport.BudgetRow;
import dev.weir.usage.compare.UpstreamReport.ReportPeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the budgets of a team from what {@code ./weir quota show <team>} prints: tokens and money, by period. */
final class LimitRows {
    private static final String TEAM_LEVEL = "team/";

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
            boolean isCompared = name.startsWith(TEAM_LEVEL) && (unit.equals("usd") || unit.equals("tokens"));
            if (isCompared && limit.path("resets_at").isTextual()) {
                Instant end = Instant.parse(limit.path("resets_at").asText());
                start(name, end.atZone(zoneOf.apply(team)))
                        .ifPresent(start -> rows.add(new BudgetRow(
                                new ReportPeriod(start.toInstant(), end),
                                team,
                                name,
                                unit,
                                amount(limit, "used"),
                                amount(limit, "held"))));
            }
        }
        return rows;
    }

    /** Returns when the period began; absent for a limit of a model or of a minute. */
    private static Optional<ZonedDateTime> start(String name, ZonedDateTime end) {
        return switch (name.substring(TEAM_LEVEL.length())) {
            case "usd-per-day", "tokens-per-day" -> Optional.of(end.minusDays(1));
            case "usd-per-week", "tokens-per-week" -> Optional.of(end.minusWeeks(1));
            case "usd-per-month", "tokens-per-month" -> Optional.of(end.minusMonths(1));
            default -> Optional.empty();
        };
    }

    private static BigDecimal amount(JsonNode limit, String name) {
        return new BigDecimal(limit.path(name).asText("0"));
    }
}
