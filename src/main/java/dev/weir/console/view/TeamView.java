package dev.weir.console.view;

import dev.weir.console.recent.ExchangeFilter;
import dev.weir.messages.ModelPattern;
import dev.weir.metering.MeterReading;
import dev.weir.metering.Outcome;
import dev.weir.metering.RecordedExchange;
import dev.weir.policy.ApiKey;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One team.
 *
 * @param facts what the policy says of it
 * @param limits those that the whole team shares
 * @param outcomes its requests on this replica by how they ended
 * @param users those of the last exchanges of this replica, the last first
 */
public record TeamView(
        String name,
        List<Fact> facts,
        LimitsView limits,
        List<Fact> outcomes,
        List<TeamKeyRow> keys,
        List<UserRow> users) {
    private static final int MOST_USERS = 100;

    /** No hash is like this, so there is no such user. */
    private static final String NOBODY = "none";

    public TeamView {
        facts = List.copyOf(facts);
        outcomes = List.copyOf(outcomes);
        keys = List.copyOf(keys);
        users = List.copyOf(users);
    }

    /** A key of the team; never the key itself, nor whom it is bound to. */
    public record TeamKeyRow(String id, String speaksFor, String expires, boolean isExpired) {}

    /** A user by the keyed hash, and the user's part of the last exchanges. */
    public record UserRow(String hash, Figure requests, Figure rejected, Figure cost, String last) {}

    /** Reads a team; absent where the policy has none of that name. */
    public static Optional<TeamView> of(ConsoleSources sources, String name) {
        return sources.files().policy().get().team(name).map(team -> of(sources, team));
    }

    private static TeamView of(ConsoleSources sources, Team team) {
        LocalDate today = LocalDate.ofInstant(sources.clock().instant(), ZoneOffset.UTC);
        MeterReading meters = sources.meters().get();
        return new TeamView(
                team.name(),
                facts(team),
                LimitsView.read(sources.limits(), team, team.plan(), NOBODY, level -> level == LimitLevel.TEAM),
                outcomes(meters, team),
                team.keys().stream().map(key -> row(key, today)).toList(),
                users(sources, team));
    }

    private static List<Fact> facts(Team team) {
        Plan plan = team.plan();
        return List.of(
                Fact.text("Plan", plan.name()),
                Fact.text("Mode", plan.mode().policyName()),
                Fact.text("Budgets hold", plan.budgetHold().policyName()),
                Fact.text(
                        "Models",
                        plan.models()
                                .map(all -> all.stream().map(ModelPattern::text).collect(Collectors.joining(", ")))
                                .orElse("all")),
                Fact.text(
                        "Denied features",
                        plan.deniedFeatures().stream()
                                .map(feature -> feature.policyName())
                                .sorted()
                                .collect(Collectors.joining(", "))),
                Fact.text("Time zone", team.timeZone().getId()),
                Fact.text("Upstream", team.upstream().orElse("any")),
                Fact.text(
                        "Users with a plan of their own",
                        ShownAmount.count(team.users().size())));
    }

    private static List<Fact> outcomes(MeterReading meters, Team team) {
        return Stream.of(Outcome.values())
                .map(outcome -> new Fact(
                        outcome.label(),
                        Figure.count(
                                meters,
                                "weir_requests_total",
                                Map.of("team", team.name(), "outcome", outcome.label()))))
                .filter(fact -> !fact.figure().value().equals("0"))
                .toList();
    }

    private static TeamKeyRow row(ApiKey key, LocalDate today) {
        return new TeamKeyRow(
                key.id(),
                key.user().isPresent() ? "one user" : "users of metadata.user_id",
                key.expires().map(LocalDate::toString).orElse("never"),
                !key.isValidOn(today));
    }

    private static List<UserRow> users(ConsoleSources sources, Team team) {
        Map<String, List<RecordedExchange>> byUser = new LinkedHashMap<>();
        sources.recent()
                .find(new ExchangeFilter(Optional.of(team.name()), Optional.empty(), Optional.empty()))
                .forEach(exchange -> exchange.userHash()
                        .ifPresent(hash -> byUser.computeIfAbsent(hash, _ -> new ArrayList<>())
                                .add(exchange)));
        return byUser.entrySet().stream()
                .limit(MOST_USERS)
                .map(user -> row(user.getKey(), user.getValue()))
                .sorted(Comparator.comparing(UserRow::last).reversed())
                .toList();
    }

    private static UserRow row(String hash, List<RecordedExchange> exchanges) {
        double rejected = (double) exchanges.stream()
                .filter(exchange -> exchange.outcome() == Outcome.QUOTA_REFUSED)
                .count();
        double usd = exchanges.stream()
                .mapToDouble(exchange -> exchange.cost().total().toUsd().doubleValue())
                .sum();
        return new UserRow(
                hash,
                Figure.of(ShownAmount.count(exchanges.size()), exchanges.size()),
                Figure.of(ShownAmount.count(rejected), rejected),
                Figure.of(ShownAmount.usd(usd), usd),
                ShownAmount.dayAndTime(exchanges.getFirst().times().startedAt()));
    }
}
