package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Subject;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The version before weeks, models and sessions: its scripts as they were, with their keys and arguments. It knows a
 * level of the user and one of the team, of the kinds of limits 1 to 9, and always touches both.
 */
final class PreviousVersion {
    private static final List<String> COMMON = List.of("numbers.lua", "level.lua", "leases.lua", "limit_state.lua");

    private final RedisConnections connections;
    private final Subject subject;
    private final List<Limit> user;
    private final List<Limit> team;

    PreviousVersion(RedisConnections connections, Subject subject, List<Limit> user, List<Limit> team) {
        this.connections = connections;
        this.subject = subject;
        this.user = user;
        this.team = team;
    }

    /** Returns whether a reservation was granted. */
    boolean reserve(String lease, Amounts hold, Duration leaseTime, long nowMillis) {
        Buffer numbers = Buffer.buffer().appendLong(leaseTime.toMillis()).appendLong(0);
        add(numbers, hold);
        numbers.appendLong(hold.budgetTokens()).appendLong(hold.nanoUsd());
        addTerms(numbers, nowMillis);
        return run("reserve.lua", true, numbers, lease, nowMillis).getLong(0) == 1;
    }

    /** Returns whether there was a lease to end. */
    boolean settle(String lease, Amounts used, long nowMillis) {
        Buffer numbers = Buffer.buffer();
        add(numbers, used);
        return run("settle.lua", false, numbers, lease, nowMillis).getLong(0) == 1;
    }

    void charge(String lease, Amounts used, long nowMillis) {
        Buffer numbers = Buffer.buffer();
        add(numbers, used);
        addTerms(numbers, nowMillis);
        run("charge.lua", true, numbers, lease, nowMillis);
    }

    /** Returns what is used of each limit, of the user before the team. */
    List<Long> used(long nowMillis) {
        return column(0, nowMillis);
    }

    /** Returns what is held of each limit. */
    List<Long> held(long nowMillis) {
        return column(1, nowMillis);
    }

    private List<Long> column(int column, long nowMillis) {
        Buffer numbers = Buffer.buffer();
        addTerms(numbers, nowMillis);
        Buffer reply = run("snapshot.lua", false, numbers, "", nowMillis);
        List<Long> values = new ArrayList<>();
        for (int limit = 0; limit < user.size() + team.size(); limit++) {
            values.add(reply.getLong((3 + 3 * limit + column) * Long.BYTES));
        }
        return values;
    }

    private Buffer run(String script, boolean isOfCharges, Buffer numbers, String lease, long nowMillis) {
        List<String> keys = new ArrayList<>(TestKeysOf.user(subject).all());
        keys.addAll(TestKeysOf.team(subject.team()).all());
        if (isOfCharges) {
            keys.add(LevelKeys.charges(subject.team()));
        }
        Request request = Request.cmd(Command.EVAL).arg(textOf(script)).arg(keys.size());
        keys.forEach(request::arg);
        request.arg(numbers);
        if (!lease.isEmpty()) {
            request.arg(lease);
        }
        return result(connections.send(request.arg(nowMillis))).toBuffer();
    }

    private void addTerms(Buffer numbers, long nowMillis) {
        Periods periods = Periods.around(nowMillis, ZoneOffset.UTC);
        periods.days().forEach(numbers::appendLong);
        periods.months().forEach(numbers::appendLong);
        add(numbers, user);
        add(numbers, team);
    }

    private static void add(Buffer numbers, Amounts amounts) {
        numbers.appendLong(amounts.requests())
                .appendLong(amounts.inputTokens())
                .appendLong(amounts.outputTokens())
                .appendLong(amounts.budgetTokens())
                .appendLong(amounts.nanoUsd());
    }

    private static void add(Buffer numbers, List<Limit> limits) {
        numbers.appendLong(limits.size());
        for (Limit limit : limits) {
            numbers.appendLong(number(limit.kind()))
                    .appendLong(LimitState.inCountedUnit(limit, limit.max()))
                    .appendLong(LimitState.inCountedUnit(limit, limit.size()));
        }
    }

    private static int number(LimitKind kind) {
        return List.of(
                                LimitKind.REQUESTS_PER_MINUTE,
                                LimitKind.INPUT_TOKENS_PER_MINUTE,
                                LimitKind.OUTPUT_TOKENS_PER_MINUTE,
                                LimitKind.COUNT_TOKENS_PER_MINUTE,
                                LimitKind.TOKENS_PER_DAY,
                                LimitKind.USD_PER_DAY,
                                LimitKind.TOKENS_PER_MONTH,
                                LimitKind.USD_PER_MONTH,
                                LimitKind.CONCURRENT_REQUESTS)
                        .indexOf(kind)
                + 1;
    }

    private static String textOf(String script) {
        StringBuilder text = new StringBuilder("local CLOCK_IS_ARGUMENT = true\n");
        COMMON.forEach(file -> text.append(read(file)).append('\n'));
        return text.append(read(script)).toString();
    }

    private static String read(String file) {
        try (InputStream in = PreviousVersion.class.getResourceAsStream("previous/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
