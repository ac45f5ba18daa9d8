package dev.weir.command;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.auth.Identity;
import dev.weir.command.QuotaSetup.SetupOutcome.Complete;
import dev.weir.command.QuotaSetup.SetupOutcome.Incomplete;
import dev.weir.command.QuotaState.StateResult.Done;
import dev.weir.command.QuotaState.StateResult.Failed;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.quota.response.LimitsBody;
import dev.weir.quota.store.ShownTerms;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.settings.Finding;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the usage of a team or a user in Redis, resets it to zero, and shows who used most. */
@Command(name = "quota", description = "Show or reset what is counted in Redis.")
public final class QuotaCommand {
    static final String USER =
            "As the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone.";
    private static final String TEAM = "Team of the policy.";
    private static final String OPTIONAL_USER = USER + " Absent = the limits of the team.";
    private static final int MOST_ROWS = 20;

    /** A user that exists nowhere: no policy can name it, and no keyed hash equals it. */
    private static final String NOBODY = "none";

    private final CommandContext context;
    private final AuditLog audit = new AuditLog(this::print);

    @Mixin
    final HelpOption help = new HelpOption();

    public QuotaCommand(CommandContext context) {
        this.context = context;
    }

    /** An action on a team; the text to print is absent where the user is unknown. */
    private interface StateAction {
        Future<Optional<String>> run(QuotaState state, QuotaSetup setup, Team team);
    }

    /** The team, or the user of it, that a subcommand is about. */
    static final class TeamOrUser {
        @Parameters(index = "0", paramLabel = "<team>", description = TEAM)
        String team = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "<user>",
                converter = NotBlank.class,
                description = OPTIONAL_USER)
        Optional<String> user = Optional.empty();
    }

    @Command(
            name = "show",
            description = "Show what GET /weir/limits shows of a user, or the limits of the team alone, as JSON.")
    int show(@Mixin HelpOption options, @Mixin ConfigOption config, @Mixin TeamOrUser whose) {
        return run(
                config,
                whose.team,
                (state, setup, known) -> whose.user
                        .map(written -> showUser(state, user(setup, known, written)))
                        .orElseGet(() -> showTeam(state, known)));
    }

    @Command(
            name = "reset",
            description =
                    "Set what a user, or the team as a whole, has used back to zero; a line on standard error says"
                            + " so. Open requests stay; so does what the other level has used.")
    int reset(@Mixin HelpOption options, @Mixin ConfigOption config, @Mixin TeamOrUser whose) {
        return run(
                config,
                whose.team,
                (state, setup, known) -> whose.user
                        .map(written -> resetUser(state, user(setup, known, written)))
                        .orElseGet(() -> resetTeam(state, known)));
    }

    @Command(name = "top", description = "List the users of a team who have used most of a limit, and who is at one.")
    int top(
            @Mixin HelpOption options,
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "<team>", description = TEAM) String team) {
        return run(
                config,
                team,
                (state, setup, known) -> new TopUsers(known, PolicyUsers.of(known, setup.pseudonyms()), today())
                        .read(state)
                        .map(rows -> Optional.of(table(rows))));
    }

    private int run(ConfigOption config, String team, StateAction action) {
        return switch (QuotaSetup.read(config.location(context))) {
            case Incomplete(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(context.err()));
                yield ExitCode.FAULTY;
            }
            case Complete(QuotaSetup setup) ->
                setup.policy()
                        .team(team)
                        .map(known ->
                                print(QuotaState.with(setup.redis(), state -> action.run(state, setup, known)), known))
                        .orElseGet(() -> setup.unknownTeam(team, context));
        };
    }

    private int print(QuotaState.StateResult<Optional<String>> outcome, Team team) {
        return switch (outcome) {
            case Failed<Optional<String>>(Finding fault) -> {
                fault.print(context.err());
                yield ExitCode.FAULTY;
            }
            case Done<Optional<String>>(Optional<String> text)
            when text.isPresent() -> {
                context.out().println(text.get());
                yield ExitCode.GOOD;
            }
            case Done<Optional<String>> _ -> {
                context.err()
                        .println("weir: this user of team " + team.name() + " is unknown: the policy does not name it,"
                                + " and no request of the last 35 days did");
                yield ExitCode.FAULTY;
            }
        };
    }

    private static User user(QuotaSetup setup, Team team, String written) {
        Identity identity = Identity.parse(written);
        Subject subject = new Subject(team.name(), setup.pseudonyms().of(team.name(), identity));
        return new User(team, identity, subject, PolicyUsers.of(team, setup.pseudonyms()));
    }

    private static Future<Optional<String>> showUser(QuotaState state, User user) {
        return switch (user.team().authorize(user.identity().name(), today())) {
            case Forbidden(var _, String message, var _) -> Future.succeededFuture(Optional.of(message));
            case Authorized(Plan plan) ->
                ifKnown(
                        state,
                        user,
                        () -> snapshot(state, user.subject(), ShownTerms.of(plan, user.team(), Optional.empty()))
                                .map(snapshot -> json(
                                        user.team(),
                                        plan,
                                        Optional.of(user.identity().name()),
                                        snapshot)));
        };
    }

    private static Future<Optional<String>> showTeam(QuotaState state, Team team) {
        Plan plan = team.plan();
        return snapshot(
                        state,
                        new Subject(team.name(), NOBODY),
                        ShownTerms.of(ofTeamAlone(plan), team, Optional.empty()))
                .map(snapshot -> Optional.of(json(team, plan, Optional.empty(), snapshot)));
    }

    private static Future<Snapshot> snapshot(QuotaState state, Subject subject, ShownTerms shown) {
        return state.store().snapshot(subject, shown.terms()).map(shown::inOrder);
    }

    private static Plan ofTeamAlone(Plan plan) {
        return Plan.unlimited(plan.name()).withTeamOf(plan);
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC);
    }

    private Future<Optional<String>> resetUser(QuotaState state, User user) {
        Subject subject = user.subject();
        return ifKnown(
                state,
                user,
                () -> state.store()
                        .reset(subject, ResetTerms.ofUsers(user.team()))
                        .map(_ -> {
                            audit.write(AuditEvent.QUOTA_RESET, "team", subject.team(), "user", subject.user());
                            return "Back to zero: user " + subject.user() + " of team " + subject.team();
                        }));
    }

    private Future<Optional<String>> resetTeam(QuotaState state, Team team) {
        Terms terms = ResetTerms.ofTeam(team);
        return state.store().reset(new Subject(team.name(), NOBODY), terms).map(_ -> {
            audit.write(AuditEvent.QUOTA_RESET, "team", team.name());
            return Optional.of("Back to zero: team " + team.name() + "; what each user has used stays");
        });
    }

    /** Runs an action for a user whom the policy names, or whom a request has named. */
    private static Future<Optional<String>> ifKnown(QuotaState state, User user, Supplier<Future<String>> action) {
        String hash = user.subject().user();
        if (user.named().find(hash).isPresent()) {
            return action.get().map(Optional::of);
        }
        List<Future<Boolean>> byKeys = user.team().keys().stream()
                .map(key -> state.users().hasNamed(user.team().name(), key.id(), hash))
                .toList();
        return Future.join(byKeys)
                .compose(_ -> byKeys.stream().anyMatch(Future::result)
                        ? action.get().map(Optional::of)
                        : Future.succeededFuture(Optional.empty()));
    }

    /** Writes the line of the log itself: without Quarkus no handler would write it to standard error. */
    private void print(String line) {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        context.err().println(now + " " + line);
    }

    private static String json(Team team, Plan plan, Optional<String> user, Snapshot snapshot) {
        LimitsBody.Whose whose =
                new LimitsBody.Whose(team.name(), plan.name(), user, plan.mode().policyName());
        return new String(LimitsBody.json(whose, snapshot), StandardCharsets.UTF_8);
    }

    private static String table(List<TopUsers.Row> rows) {
        StringBuilder table = new StringBuilder();
        rows.stream().limit(MOST_ROWS).forEach(row -> table.append(row).append(System.lineSeparator()));
        long atLimit = rows.stream().filter(TopUsers.Row::isAtLimit).count();
        return table.append("users with use: ")
                .append(rows.size())
                .append(", at a limit: ")
                .append(atLimit)
                .toString();
    }

    /**
     * A user of a team, known or not.
     *
     * @param named whom the policy names
     */
    private record User(Team team, Identity identity, Subject subject, PolicyUsers named) {}
}
