package dev.weir.command;

import dev.weir.auth.UserBucket;
import dev.weir.command.UserDesk.Opening;
import dev.weir.messages.Operation;
import dev.weir.policy.Plan;
import dev.weir.policy.Standing.Barred;
import dev.weir.policy.Standing.Entitled;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Shows how a user's limits stand in Redis, or sets what the user has used back to zero. */
public final class QuotaCommand {
    private static final Logger LOG = Logger.getLogger(QuotaCommand.class);
    private static final long PATIENCE_SECONDS = 10;
    private static final String USAGE = """
            Use: weir quota show <team> <user>     what GET /weir/limits shows, as JSON
                 weir quota reset <team> <user>    what the user has used goes back to zero, and the log says so;
                                                   open requests and the team's own limits stay as they are

              <user>   as the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone
            """;

    private QuotaCommand() {}

    private record Wish(boolean reset, Team team, UserBucket user, Subject subject) {}

    /** Runs the command. */
    public static int run(List<String> args, Shell shell) {
        if (args.size() != 3 || !List.of("show", "reset").contains(args.getFirst())) {
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
            shell.err().println("weir: the policy has no team " + args.get(1));
            return ExitCode.FAULTY;
        }
        UserBucket user = UserBucket.written(args.getLast());
        String name = team.get().name();
        Subject subject = new Subject(name, desk.pseudonyms().of(name, user));
        Wish wish = new Wish(args.getFirst().equals("reset"), team.get(), user, subject);
        try {
            shell.out().println(withStore(desk, store -> wish.reset() ? reset(store, wish) : show(store, wish)));
            return ExitCode.GOOD;
        } catch (ExecutionException | TimeoutException _) {
            shell.err().println("weir: Redis does not answer; quarkus.redis.hosts says where it is");
            return ExitCode.FAULTY;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCode.FAULTY;
        }
    }

    private static Future<String> reset(QuotaStore store, Wish wish) {
        Subject subject = wish.subject();
        return store.reset(subject).map(_ -> {
            LOG.infof("quota reset team=%s user=%s", subject.team(), subject.user());
            return "Back to zero: user " + subject.user() + " of team " + subject.team();
        });
    }

    private static Future<String> show(QuotaStore store, Wish wish) {
        return switch (wish.team().standingOf(wish.user().name(), Operation.OTHER)) {
            case Barred(String message, Optional<String> _) -> Future.succeededFuture(message);
            case Entitled(Plan plan) ->
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
