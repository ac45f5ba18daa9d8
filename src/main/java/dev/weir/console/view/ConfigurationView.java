package dev.weir.console.view;

import dev.weir.messages.ModelPattern;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.pricing.ModelPrice;
import dev.weir.pricing.TokenRates;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsInForce.SettingInForce;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** One plan. */
    public record PlanRow(String name, String mode, String models, List<String> limits, String teams) {
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
                plans(sources),
                sources.files().prices().get().entries().stream()
                        .map(price -> row(price, now))
                        .toList());
    }

    private static List<PlanRow> plans(ConsoleSources sources) {
        Map<Plan, List<String>> users = new LinkedHashMap<>();
        for (Team team : sources.files().policy().get().teams()) {
            users.computeIfAbsent(team.plan(), _ -> new ArrayList<>()).add(team.name());
        }
        return users.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static PlanRow row(Plan plan, List<String> teams) {
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
                limits,
                String.join(", ", teams));
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
