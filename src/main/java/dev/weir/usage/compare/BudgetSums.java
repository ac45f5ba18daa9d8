package dev.weir.usage.compare;

import dev.weir.usage.UsageEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the log says of every team and user in it, in the periods of their budgets; compared with what Redis says of
 * them, once the log is read. Used by one thread.
 */
public final class BudgetSums {
    private final Function<String, List<ReportPeriod>> periodsOf;
    private final int mostUsers;
    private final boolean isOfTeams;
    private final Map<String, List<ReportPeriod>> periods = new HashMap<>();
    private final Map<BudgetOwner, Map<ReportPeriod, Spent>> sums = new LinkedHashMap<>();
    private final NavigableSet<String> unknownTeams = new TreeSet<>();
    private int users;
    private boolean isFull;

    /**
     * Makes sums of nothing.
     *
     * @param periodsOf returns the current day, week and month of a team; nothing where the team is unknown
     * @param mostUsers how many users are told apart; those who come later are left out
     * @param isOfTeams whether teams as a whole are compared, or their users alone
     */
    public BudgetSums(Function<String, List<ReportPeriod>> periodsOf, int mostUsers, boolean isOfTeams) {
        this.periodsOf = periodsOf;
        this.mostUsers = mostUsers;
        this.isOfTeams = isOfTeams;
    }

    /** Compares an owner even where the log has nothing of it. */
    public void include(BudgetOwner owner) {
        if (periodsOf(owner.team()).isEmpty()) {
            unknownTeams.add(owner.team());
        } else {
            sumsOf(owner);
        }
    }

    /** Adds an exchange of the log; one without a team counts nowhere. */
    public void add(UsageEntry entry) {
        Optional<String> team = entry.attribution().team();
        if (team.isEmpty()) {
            return;
        }
        if (periodsOf(team.get()).isEmpty()) {
            unknownTeams.add(team.get());
            return;
        }
        if (isOfTeams) {
            add(entry, BudgetOwner.ofTeam(team.get()));
        }
        entry.attribution().user().ifPresent(hash -> add(entry, BudgetOwner.ofUser(team.get(), hash)));
    }

    private void add(UsageEntry entry, BudgetOwner owner) {
        sumsOf(owner).forEach((period, sum) -> {
            if (period.contains(entry.time())) {
                sum.add(entry);
            }
        });
    }

    private Map<ReportPeriod, Spent> sumsOf(BudgetOwner owner) {
        Map<ReportPeriod, Spent> known = sums.get(owner);
        if (known != null) {
            return known;
        }
        if (owner.user().isPresent() && users == mostUsers) {
            isFull = true;
            return Map.of();
        }
        users += owner.user().isPresent() ? 1 : 0;
        Map<ReportPeriod, Spent> empty = new LinkedHashMap<>();
        periodsOf(owner.team()).forEach(period -> empty.put(period, new Spent()));
        sums.put(owner, empty);
        return empty;
    }

    private List<ReportPeriod> periodsOf(String team) {
        return periods.computeIfAbsent(team, periodsOf);
    }

    /** Returns all teams and users that are compared, in the order of the log. */
    public List<BudgetOwner> owners() {
        return List.copyOf(sums.keySet());
    }

    /** Returns the teams of the log that are unknown, and are not compared. */
    public NavigableSet<String> unknownTeams() {
        return unknownTeams;
    }

    /** Returns whether users were left out because there are too many. */
    public boolean isFull() {
        return isFull;
    }

    /** Returns whether the period of a budget is one of those that were summed. */
    public boolean covers(BudgetRow budget) {
        return sums.getOrDefault(budget.owner(), Map.of()).containsKey(budget.period());
    }

    /** Returns how budgets differ from the log; those that are not covered are left out. */
    public List<Difference> differences(List<BudgetRow> budgets) {
        List<Difference> found = new ArrayList<>();
        for (BudgetRow budget : budgets) {
            if (covers(budget)) {
                Spent log = sums.getOrDefault(budget.owner(), Map.of()).getOrDefault(budget.period(), new Spent());
                budget.differenceFrom(log).ifPresent(found::add);
            }
        }
        return found;
    }
}
