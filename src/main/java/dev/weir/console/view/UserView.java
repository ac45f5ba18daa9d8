package dev.weir.console.view;

import dev.weir.auth.Identities;
import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.metering.Outcome;
import dev.weir.metering.RecordedExchange;
import dev.weir.metering.UsageRecord.OwnError;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One user of a team, by the keyed hash: the id itself is never shown.
 *
 * @param plan the name of the plan; empty where the policy blocks the user
 * @param limits those of the user, then those of the team
 * @param rejections the last request of this user that this replica rejected; none where it knows of none
 * @param exchanges the user's part of the last exchanges of this replica
 */
public record UserView(
        String team,
        String hash,
        String plan,
        LimitsView limits,
        List<RejectionShown> rejections,
        List<ExchangeRow> exchanges) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
    private static final int MOST_EXCHANGES = 50;

    public UserView {
        rejections = List.copyOf(rejections);
        exchanges = List.copyOf(exchanges);
    }

    /** Why a request was rejected: the limit, or what else was the reason. */
    public record RejectionShown(String requestId, String time, String reason) {}

    /** Reads a user; absent where the policy has no such team, or the text is no hash. */
    public static Optional<UserView> of(ConsoleSources sources, String teamName, String hash) {
        return HASH.matcher(hash).matches()
                ? sources.files().policy().get().team(teamName).map(team -> of(sources, team, hash))
                : Optional.empty();
    }

    /** Returns under which hash a user is known; absent where the policy has no such team. */
    public static Optional<String> hashOf(ConsoleSources sources, String teamName, String id) {
        return sources.files()
                .policy()
                .get()
                .team(teamName)
                .map(team -> sources.files().pseudonyms().get().of(team.name(), Identities.meant(id)));
    }

    private static UserView of(ConsoleSources sources, Team team, String hash) {
        Optional<Plan> plan = planOf(
                team,
                hash,
                sources.files().pseudonyms().get(),
                LocalDate.ofInstant(sources.clock().instant(), ZoneOffset.UTC));
        List<RecordedExchange> own = sources.recent()
                .find(exchange -> exchange.team().equals(team.name())
                        && exchange.userHash().filter(hash::equals).isPresent());
        return new UserView(
                team.name(),
                hash,
                plan.map(Plan::name).orElse(""),
                LimitsView.read(sources.limits(), team, plan.orElse(team.plan()), hash, _ -> true),
                own.stream()
                        .filter(UserView::isRejected)
                        .limit(1)
                        .map(UserView::rejection)
                        .toList(),
                own.stream().limit(MOST_EXCHANGES).map(ExchangeRow::of).toList());
    }

    /** Returns the plan of whoever has the hash: that of the team, unless the policy names an exception. */
    private static Optional<Plan> planOf(Team team, String hash, Pseudonyms pseudonyms, LocalDate day) {
        return team.users().keySet().stream()
                .map(Identity::parse)
                .filter(named -> pseudonyms.of(team.name(), named).equals(hash))
                .findFirst()
                .map(named -> switch (team.authorize(named.name(), day)) {
                    case Authorized(Plan own) -> Optional.of(own);
                    case Forbidden _ -> Optional.<Plan>empty();
                })
                .orElse(Optional.of(team.plan()));
    }

    private static boolean isRejected(RecordedExchange exchange) {
        return exchange.outcome() == Outcome.QUOTA_REFUSED
                || exchange.outcome() == Outcome.FORBIDDEN
                || exchange.outcome() == Outcome.INVALID;
    }

    private static RejectionShown rejection(RecordedExchange exchange) {
        return new RejectionShown(
                exchange.requestId(),
                ShownAmount.dayAndTime(exchange.times().startedAt()),
                exchange.error().map(UserView::reason).orElse(exchange.outcome().label()));
    }

    private static String reason(OwnError error) {
        return error.limit()
                .map(limit -> "the limit " + limit)
                .orElse(error.reason().label().replace('_', ' '));
    }
}
