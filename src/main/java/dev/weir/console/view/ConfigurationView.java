package dev.weir.console.view;

import dev.weir.messages.Feature;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.policy.Team.UserException;
import dev.weir.pricing.ModelPrice;
import dev.weir.pricing.TokenRates;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsInForce.SettingInForce;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration in force.
 *
 * @param findings what {@code ./weir check} finds in files and settings now
 * @param files how each file and secret stands
 * @param settings those of the start; secrets are not shown
 * @param plans those that a team or an exception uses
 * @param prices dollars for a million tokens, of the shortest prompts, today
 */
public record ConfigurationView(
        List<Finding> findings,
        List<FileStatus> files,
        List<SettingInForce> settings,
        List<PlanRow> plans,
        List<PriceRow> prices) {
    private static final int MICRO = 1_000_000;

    public ConfigurationView {
        findings = List.copyOf(findings);
        files = List.copyOf(files);
        settings = List.copyOf(settings);
        plans = List.copyOf(plans);
        prices = List.copyOf(prices);
    }

    /**
     * One plan.
     *
     * @param denied features
     * @param budgets how they hold and when they warn
     * @param users the teams that use it, and how many users by exception
     */
    public record PlanRow(
            String name, String mode, String models, String denied, List<String> limits, String budgets, String users) {
        public PlanRow {
            limits = List.copyOf(limits);
        }
    }

    /** The prices of one model. */
    public record PriceRow(String id, String input, String cacheRead, String write5m, String write1h, String output) {}

    /** Reads it; takes as long as {@code ./weir check --offline} does for its files. */
    public static ConfigurationView of(ConsoleSources sources) {
        Instant now = sources.clock().instant();
        return new ConfigurationView(
                sources.findings().get(),
                sources.files().reloads().get(),
                sources.settings().get(),
                plans(sources.files().policy().get().teams(), LocalDate.ofInstant(now, ZoneOffset.UTC)),
                sources.files().prices().get().entries().stream()
                        .map(price -> row(price, now))
                        .toList());
    }

    /** Returns the plans of teams and of their users' exceptions, where these are in force on a day of UTC. */
    static List<PlanRow> plans(Collection<Team> teams, LocalDate today) {
        Map<Plan, List<String>> users = new LinkedHashMap<>();
        for (Team team : teams) {
            users.computeIfAbsent(team.plan(), _ -> new ArrayList<>()).add(team.name());
        }
        for (Team team : teams) {
            exceptions(team, today)
                    .forEach((plan, count) -> users.computeIfAbsent(plan, _ -> new ArrayList<>())
                            .add(count + (count == 1 ? " user of " : " users of ") + team.name()));
        }
        return users.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Map<Plan, Integer> exceptions(Team team, LocalDate today) {
        Map<Plan, Integer> counts = new TreeMap<>(Comparator.comparing(Plan::name));
        for (UserException exception : team.users().values()) {
            if (exception.isInForceOn(today) && exception instanceof UserException.OtherPlan(Plan plan, var _)) {
                counts.merge(plan, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static PlanRow row(Plan plan, List<String> users) {
        List<String> limits = new ArrayList<>();
        for (LimitLevel level : LimitLevel.values()) {
            add(limits, LimitScope.of(level), plan.at(level).all());
            plan.at(level)
                    .perModel()
                    .forEach(entry -> add(limits, LimitScope.ofModels(level, entry.name()), entry.limits()));
            add(limits, LimitScope.ofSession(""), plan.at(level).perSession());
        }
        return new PlanRow(
                plan.name(),
                plan.mode().policyName(),
                plan.models()
                        .map(all -> all.stream().map(ModelPattern::text).collect(Collectors.joining(", ")))
                        .orElse("all"),
                plan.deniedFeatures().stream().map(Feature::policyName).sorted().collect(Collectors.joining(", ")),
                limits,
                budgets(plan),
                String.join(", ", users));
    }

    private static String budgets(Plan plan) {
        String hold = "hold " + plan.budgetHold().policyName();
        return plan.warnAt().all().isEmpty()
                ? hold
                : plan.warnAt().all().stream()
                        .map(percent -> percent + " %")
                        .collect(Collectors.joining(", ", hold + ", warn at ", ""));
    }

    private static void add(List<String> texts, LimitScope scope, List<Limit> limits) {
        limits.forEach(limit -> texts.add(scope.nameOf(limit) + ": " + amount(limit)));
    }

    private static String amount(Limit limit) {
        return limit.kind().unit() == Unit.USD
                ? ShownAmount.usd((double) limit.max() / MICRO)
                : ShownAmount.count(limit.max());
    }

    private static PriceRow row(ModelPrice price, Instant now) {
        TokenRates rates = price.ratesAt(now, 0);
        return new PriceRow(
                price.id(),
                rates.input().toPlainString(),
                rates.cacheRead().toPlainString(),
                rates.cacheWrite5m().toPlainString(),
                rates.cacheWrite1h().toPlainString(),
                rates.output().toPlainString());
    }
}
