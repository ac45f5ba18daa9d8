package dev.weir.console.view;

import dev.weir.console.history.MeterSample;
import dev.weir.metering.MeterReading;
import dev.weir.policy.Team;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The teams of the policy, and what each has used on this replica.
 *
 * @param query what the names of the teams contain; empty = all
 * @param total how many match
 * @param rows the first of them, in the policy's order
 */
public record TeamsView(String query, int total, List<TeamRow> rows) {
    /** The most teams on one page. */
    static final int MOST_ROWS = 200;

    public TeamsView {
        rows = List.copyOf(rows);
    }

    /** What one team used, the shares by tokens. */
    public record TeamRow(
            String name,
            String plan,
            String mode,
            Figure requests,
            Figure rejected,
            Figure errors,
            Figure output,
            Figure cacheHits,
            Figure cost) {}

    /** Reads those whose names contain a text, in any case. */
    public static TeamsView of(ConsoleSources sources, String query) {
        Collection<Team> teams = sources.files().policy().get().teams();
        String wanted = query.toLowerCase(Locale.ROOT);
        List<Team> found = new ArrayList<>();
        for (Team team : teams) {
            if (team.name().toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(team);
            }
        }
        MeterReading meters = sources.meters().get();
        return new TeamsView(
                query,
                found.size(),
                found.stream().limit(MOST_ROWS).map(team -> row(team, meters)).toList());
    }

    /** Returns whether there are more than are shown. */
    public boolean isCut() {
        return total > rows.size();
    }

    private static TeamRow row(Team team, MeterReading meters) {
        Map<String, String> own = Map.of("team", team.name());
        return new TeamRow(
                team.name(),
                team.plan().name(),
                team.plan().mode().policyName(),
                Figure.count(meters, "weir_requests_total", own),
                Figure.count(meters, "weir_requests_total", own, "outcome", MeterSample.REJECTED),
                Figure.count(meters, "weir_requests_total", own, "outcome", MeterSample.UPSTREAM_ERRORS),
                Figure.count(meters, "weir_tokens_total", own, "kind", List.of("output")),
                Figure.share(meters, "weir_tokens_total", own, "kind", List.of("cache_read"), MeterSample.INPUT_KINDS),
                Figure.usd(meters, "weir_cost_usd_total", own));
    }
}
