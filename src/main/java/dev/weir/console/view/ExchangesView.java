package dev.weir.console.view;

import dev.weir.console.recent.ExchangeFilter;
import dev.weir.console.recent.RecentExchanges;
import dev.weir.metering.Outcome;
import dev.weir.metering.RecordedExchange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last exchanges of this replica.
 *
 * @param team the team that is chosen; empty = all, and so {@code outcome} and {@code status}
 * @param found how many of them match
 * @param most how many are kept
 * @param rows the last of those that match
 */
public record ExchangesView(
        String team, String outcome, String status, List<String> teams, int found, int most, List<ExchangeRow> rows) {
    private static final int MOST_ROWS = 100;

    public ExchangesView {
        teams = List.copyOf(teams);
        rows = List.copyOf(rows);
    }

    /** Reads those that match; an empty text lets all pass. */
    public static ExchangesView of(ConsoleSources sources, String team, String outcome, String status) {
        ExchangeFilter filter = new ExchangeFilter(chosen(team), chosen(outcome), chosen(status));
        List<RecordedExchange> found = sources.recent().find(filter);
        return new ExchangesView(
                team,
                outcome,
                status,
                sources.recent().find(_ -> true).stream()
                        .map(RecordedExchange::team)
                        .distinct()
                        .sorted()
                        .toList(),
                found.size(),
                RecentExchanges.MOST,
                found.stream().limit(MOST_ROWS).map(ExchangeRow::of).toList());
    }

    /** Returns every outcome that can be chosen. */
    public List<String> outcomes() {
        return Stream.of(Outcome.values()).map(Outcome::label).toList();
    }

    /** Returns whether there are more than are shown. */
    public boolean isCut() {
        return found > rows.size();
    }

    private static Optional<String> chosen(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }
}
