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
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
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
import java.util.function.Function;

/** Shows how a user's limits stand in Redis, or sets what the user has used back to zero. */
public final class QuotaCommand {
    private static final long PATIENCE_SECONDS = 10;
    private static final String USAGE = """
            Use: weir quota show <team> <user>     what GET /weir/limits shows, as JSON
                 weir quota reset <team> <user>    what the user has used goes back to zero, and a line on standard error
                                                   says so; open requests and the team's own limits stay as they are

              <user>   as the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone
            """;

    private QuotaCommand() {}

    private record Request(boolean reset, Team team, Identity user, Subject subject) {}

    /** Runs the command. */
    public static int run(List<String> args, CommandContext context) {
        if (args.size() != 3
                || !List.of("show", "reset").contains(args.getFirst())
                || args.getLast().isBlank()) {
            context.err().print(USAGE);
            return ExitCode.WRONG_USE;
        }
        return switch (QuotaSetup.read(context.location())) {
            case Incomplete(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(context.err()));
                yield ExitCode.FAULTY;
            }
            case Complete(QuotaSetup setup) -> run(setup, args, context);
        };
    }

    private static int run(QuotaSetup setup, List<String> args, CommandContext context) {
        Optional<Team> team = setup.policy().team(args.get(1));
        if (team.isEmpty()) {
            return setup.unknownTeam(args.get(1), context);
        }
        Identity user = Identity.parse(args.getLast());
        String name = team.get().name();
        Subject subject = new Subject(name, setup.pseudonyms().of(name, user));
        Request request = new Request(args.getFirst().equals("reset"), team.get(), user, subject);
        try {
            context.out()
                    .println(withStore(setup, store -> request.reset() ? reset(store, request) : show(store, request)));
            if (request.reset()) {
                record(subject, context);
            }
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

    private static Future<String> reset(QuotaStore store, Request request) {
        Subject subject = request.subject();
        return store.reset(subject).map(_ -> "Back to zero: user " + subject.user() + " of team " + subject.team());
    }

    private static Future<String> show(QuotaStore store, Request request) {
        return switch (request.team().authorize(request.user().name())) {
            case Forbidden(var _, String message) -> Future.succeededFuture(message);
            case Authorized(Plan plan) ->
                store.snapshot(
                                request.subject(),
                                new Terms(
                                        plan.user(), plan.team(), request.team().timeZone()))
                        .map(snapshot -> json(request, plan, snapshot));
        };
    }

    private static String json(Request request, Plan plan, Snapshot snapshot) {
        LimitsBody.Whose whose = new LimitsBody.Whose(
                request.team().name(),
                plan.name(),
                request.user().name(),
                plan.mode().policyName());
        return new String(LimitsBody.json(whose, snapshot), StandardCharsets.UTF_8);
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
