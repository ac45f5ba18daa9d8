package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.check.RedisClients;
import dev.weir.check.RedisFailure;
import dev.weir.check.RedisSettingsException;
import dev.weir.command.QuotaSetup.Outcome.Complete;
import dev.weir.command.QuotaSetup.Outcome.Incomplete;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.quota.response.LimitsBody;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.settings.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows how a user's limits stand in Redis, or sets what the user has used back to zero. */
@Command(name = "quota", description = "Show or reset what is counted in Redis.")
public final class QuotaCommand {
    static final String USER =
            "As the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone.";
    private static final String TEAM = "Team of the policy.";
    private static final long PATIENCE_SECONDS = 10;

    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    public QuotaCommand(CommandContext context) {
        this.context = context;
    }

    private record Whose(Team team, Identity user, Subject subject) {}

    @Command(name = "show", description = "Show what GET /weir/limits shows, as JSON.")
    int show(
            @Mixin HelpOption options,
            @Mixin ConfigOption config,
            @Parameters(index = "0", paramLabel = "<team>", description = TEAM) String team,
            @Parameters(index = "1", paramLabel = "<user>", converter = NotBlank.class, description = USER)
                    String user) {
        return run(config, team, user, QuotaCommand::show);
    }

    @Command(
            name = "reset",
            description =
                    "Set what a user has used back to zero; a line on standard error says so. Open requests and the"
                            + " limits of the team stay as they are.")
    int reset(
            @Mixin HelpOption options,
            @Mixin ConfigOption config,
            @Parameters(index = "0", paramLabel = "<team>", description = TEAM) String team,
            @Parameters(index = "1", paramLabel = "<user>", converter = NotBlank.class, description = USER)
                    String user) {
        return run(
                config,
                team,
                user,
                (store, whose) -> reset(store, whose).onSuccess(_ -> record(whose.subject(), context)));
    }

    private int run(
            ConfigOption config, String team, String user, BiFunction<QuotaStore, Whose, Future<String>> action) {
        return switch (QuotaSetup.read(config.location(context))) {
            case Incomplete(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(context.err()));
                yield ExitCode.FAULTY;
            }
            case Complete(QuotaSetup setup) ->
                setup.policy()
                        .team(team)
                        .map(known -> run(setup, whose(setup, known, user), action))
                        .orElseGet(() -> setup.unknownTeam(team, context));
        };
    }

    private static Whose whose(QuotaSetup setup, Team team, String written) {
        Identity user = Identity.parse(written);
        return new Whose(team, user, new Subject(team.name(), setup.pseudonyms().of(team.name(), user)));
    }

    private int run(QuotaSetup setup, Whose whose, BiFunction<QuotaStore, Whose, Future<String>> action) {
        try {
            context.out().println(withStore(setup, store -> action.apply(store, whose)));
            return ExitCode.GOOD;
        } catch (RedisSettingsException e) {
            e.finding().print(context.err());
            return ExitCode.FAULTY;
        } catch (ExecutionException e) {
            return failed(setup, Optional.ofNullable(e.getCause()).orElse(e), context);
        } catch (TimeoutException e) {
            return failed(setup, e, context);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCode.FAULTY;
        }
    }

    /** Writes the line of the log itself: without Quarkus nothing would bring one to standard error. */
    private static void record(Subject subject, CommandContext context) {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        context.err().printf("%s quota reset team=%s user=%s%n", now, subject.team(), subject.user());
    }

    private static int failed(QuotaSetup setup, Throwable cause, CommandContext context) {
        RedisFailure.of(cause).finding(Finding.Severity.FAULT, setup.redis()).print(context.err());
        return ExitCode.FAULTY;
    }

    private static Future<String> reset(QuotaStore store, Whose whose) {
        Subject subject = whose.subject();
        return store.reset(subject).map(_ -> "Back to zero: user " + subject.user() + " of team " + subject.team());
    }

    private static Future<String> show(QuotaStore store, Whose whose) {
        return switch (whose.team().authorize(whose.user().name())) {
            case Forbidden(var _, String message) -> Future.succeededFuture(message);
            case Authorized(Plan plan) ->
                store.snapshot(
                                whose.subject(),
                                new Terms(plan.user(), plan.team(), whose.team().timeZone()))
                        .map(snapshot -> json(whose, plan, snapshot));
        };
    }

    private static String json(Whose whose, Plan plan, Snapshot snapshot) {
        LimitsBody.Whose shown = new LimitsBody.Whose(
                whose.team().name(),
                plan.name(),
                whose.user().name(),
                plan.mode().policyName());
        return new String(LimitsBody.json(shown, snapshot), StandardCharsets.UTF_8);
    }

    private static String withStore(QuotaSetup setup, Function<QuotaStore, Future<String>> work)
            throws ExecutionException, TimeoutException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        RedisConnections connections = new RedisConnections(vertx, RedisClients.of(vertx, setup.redis()));
        try {
            return work.apply(new RedisQuotaStore(connections, Clock.systemUTC()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            connections.close();
            vertx.close();
        }
    }
}
