package dev.weir.check;

import dev.weir.messages.ModelPattern;
import dev.weir.policy.ApiKey;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.policy.Policy;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.pricing.PriceTable;
import dev.weir.settings.Finding;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds what is valid in a policy but probably not meant.
 *
 * @param file the policy file as findings show it
 */
record PolicyWarnings(String file, Policy policy) {
    private static final int EXPIRY_DAYS = 14;
    private static final Set<Window> NO_PERIODS = EnumSet.of(Window.MINUTE, Window.CONCURRENT, Window.SESSION);

    /**
     * Returns the warnings.
     *
     * @param prices absent where the price file has faults
     */
    List<Finding> findings(Optional<PriceTable> prices, Clock clock) {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        List<Finding> findings = new ArrayList<>(expiries(today));
        findings.addAll(endedExceptions(today));
        plans().values().forEach(plan -> {
            findings.addAll(budgets(plan));
            findings.addAll(overshoots(plan));
            prices.ifPresent(table -> findings.addAll(models(plan, table)));
        });
        return findings;
    }

    private List<Finding> expiries(LocalDate today) {
        List<Finding> findings = new ArrayList<>();
        for (Team team : policy.teams()) {
            for (ApiKey key : team.keys()) {
                key.expires()
                        .filter(last -> last.isBefore(today.plusDays(EXPIRY_DAYS)))
                        .ifPresent(last -> findings.add(Finding.warning(
                                file,
                                "key " + key.id() + " of team " + team.name()
                                        + (last.isBefore(today) ? " expired on " : " expires on ") + last,
                                "Make another with `./weir key " + team.name() + "` and hand it out in time.")));
            }
        }
        return findings;
    }

    /** Finds exceptions that have ended; they are counted, as a user must not be shown. */
    private List<Finding> endedExceptions(LocalDate today) {
        List<Finding> findings = new ArrayList<>();
        for (Team team : policy.teams()) {
            team.users().values().stream()
                    .filter(exception -> !exception.isInForceOn(today))
                    .flatMap(exception -> exception.until().stream())
                    .collect(Collectors.groupingBy(last -> last, TreeMap::new, Collectors.counting()))
                    .forEach((last, count) -> findings.add(Finding.warning(
                            file,
                            "team " + team.name() + ": " + count + (count == 1 ? " exception" : " exceptions")
                                    + " under users ended on " + last + " (until)",
                            "These users have the team's plan again. Remove the lines, or give them a later day.")));
        }
        return findings;
    }

    private Map<String, Plan> plans() {
        Map<String, Plan> plans = new TreeMap<>();
        policy.teams().forEach(team -> {
            plans.put(team.plan().name(), team.plan());
            team.users().values().forEach(exception -> {
                if (exception instanceof UserException.OtherPlan(Plan plan, var _)) {
                    plans.putIfAbsent(plan.name(), plan);
                }
            });
        });
        return plans;
    }

    private List<Finding> budgets(Plan plan) {
        List<Finding> findings = new ArrayList<>();
        for (LimitLevel level : LimitLevel.values()) {
            findings.addAll(longerPeriods(plan, level));
        }
        for (Limit user : plan.user().all()) {
            plan.team()
                    .of(user.kind())
                    .filter(team -> team.max() < user.max())
                    .ifPresent(team -> findings.add(
                            contradiction(plan, user.nameAt(LimitLevel.USER), team.nameAt(LimitLevel.TEAM))));
        }
        return findings;
    }

    /** Finds budgets that cannot be reached, as that of a longer period is smaller. */
    private List<Finding> longerPeriods(Plan plan, LimitLevel level) {
        List<Finding> findings = new ArrayList<>();
        Limits limits = plan.at(level);
        for (Limit shorter : limits.all()) {
            for (Limit longer : limits.all()) {
                boolean comparable = shorter.kind().unit() == longer.kind().unit()
                        && !NO_PERIODS.contains(shorter.kind().window())
                        && !NO_PERIODS.contains(longer.kind().window());
                if (comparable
                        && shorter.kind().window().compareTo(longer.kind().window()) < 0
                        && shorter.max() > longer.max()) {
                    findings.add(contradiction(plan, shorter.nameAt(level), longer.nameAt(level)));
                }
            }
        }
        return findings;
    }

    /** Finds budgets that any number of concurrent requests could exceed. */
    private List<Finding> overshoots(Plan plan) {
        if (!plan.isOvershootUnbounded()) {
            return List.of();
        }
        return List.of(Finding.warning(
                file,
                "plan " + plan.name() + ": its budgets hold the expected usage, and nothing limits concurrent requests",
                "Many requests at once can exceed these budgets by far. Set concurrent-requests, or budget-hold:"
                        + " worst-case; see docs/quotas.md."));
    }

    private Finding contradiction(Plan plan, String larger, String smaller) {
        return Finding.warning(
                file,
                "plan " + plan.name() + ": " + larger + " is larger than " + smaller + " and can never be used up",
                "Lower the one or raise the other.");
    }

    private List<Finding> models(Plan plan, PriceTable prices) {
        List<Finding> findings = new ArrayList<>();
        for (ModelPattern pattern : plan.models().orElse(List.of())) {
            if (!prices.pricesAnyOf(pattern)) {
                findings.add(Finding.warning(
                        file,
                        "plan " + plan.name() + ": models: " + pattern.text() + " matches no model with a price",
                        "Correct it, or add the model to the price file; without a price the default one counts."));
            }
        }
        for (LimitLevel level : LimitLevel.values()) {
            for (ModelLimits entry : plan.at(level).perModel()) {
                if (entry.models().stream().noneMatch(prices::pricesAnyOf)) {
                    findings.add(Finding.warning(
                            file,
                            "plan " + plan.name() + ": " + level.policyName() + ".per-model[" + entry.name()
                                    + "] matches no model with a price",
                            "Correct its patterns, or add the model to the price file."));
                }
            }
        }
        return findings;
    }
}
