package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.command.UserDesk.Opening;
import dev.weir.policy.Authorization.Authorized;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.policy.Plan;
import dev.weir.policy.Team;
import dev.weir.quota.LimitsBody;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.RedisConnections;
import dev.weir.quota.store.RedisQuotaStore;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
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

    private record Wish(boolean reset, Team team, Identity user, Subject subject) {}

    /** Runs the command. */
    public static int run(List<String> args, Shell shell) {
        if (args.size() != 3
                || !List.of("show", "reset").contains(args.getFirst())
                || args.getLast().isBlank()) {
            shell.err().print(USAGE);
            return ExitCode.WRONG_USE;
        }
        return switch (UserDesk.open(shell)) {
            case Opening.Shut(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(shell.err()));
                yield ExitCode.FAULTY;
            }
            case Opening.Open(UserDesk desk) -> run(desk, args, shell);
        };
    }

    private static int run(UserDesk desk, List<String> args, Shell shell) {
        Optional<Team> team = desk.policy().team(args.get(1));
        if (team.isEmpty()) {
            return desk.unknownTeam(args.get(1), shell);
        }
        Identity user = Identity.written(args.getLast());
        String name = team.get().name();
        Subject subject = new Subject(name, desk.pseudonyms().of(name, user));
        Wish wish = new Wish(args.getFirst().equals("reset"), team.get(), user, subject);
        try {
            shell.out().println(withStore(desk, store -> wish.reset() ? reset(store, wish) : show(store, wish)));
            if (wish.reset()) {
                record(subject, shell);
            }
            return ExitCode.GOOD;
        } catch (UnusableSettings e) {
            e.finding().print(shell.err());
            return ExitCode.FAULTY;
        } catch (ExecutionException e) {
            return failed(desk, Optional.ofNullable(e.getCause()).orElse(e), shell);
        } catch (TimeoutException e) {
            return failed(desk, e, shell);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCode.FAULTY;
        }
    }

    /** Writes the line of the log itself: without Quarkus nothing would bring one to standard error. */
    private static void record(Subject subject, Shell shell) {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        shell.err().printf("%s quota reset team=%s user=%s%n", now, subject.team(), subject.user());
    }

    private static int failed(UserDesk desk, Throwable cause, Shell shell) {
        RedisTrouble.of(cause).finding(Finding.Level.FAULT, desk.redis()).print(shell.err());
        return ExitCode.FAULTY;
    }

    private static Future<String> reset(QuotaStore store, Wish wish) {
        Subject subject = wish.subject();
        return store.reset(subject).map(_ -> "Back to zero: user " + subject.user() + " of team " + subject.team());
    }

    private static Future<String> show(QuotaStore store, Wish wish) {
        return switch (wish.team().authorize(wish.user().name())) {
            case Forbidden(var _, String message) -> Future.succeededFuture(message);
            case Authorized(Plan plan) ->
                store.look(
                                wish.subject(),
                                new Terms(plan.user(), plan.team(), wish.team().timeZone()))
                        .map(snapshot -> json(wish, plan, snapshot));
        };
    }

    private static String json(Wish wish, Plan plan, Snapshot snapshot) {
        LimitsBody.Whose whose = new LimitsBody.Whose(
                wish.team().name(), plan.name(), wish.user().name(), plan.mode().policyName());
        return new String(LimitsBody.json(whose, snapshot), StandardCharsets.UTF_8);
    }

    private static String withStore(UserDesk desk, Function<QuotaStore, Future<String>> work)
            throws ExecutionException, TimeoutException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        RedisConnections connections = new RedisConnections(vertx, RedisClients.of(vertx, desk.redis()));
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
