package dev.weir.quota.store.redis;

import dev.weir.quota.store.UserRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Keeps in Redis which users a key has named, or which sessions a user, by one script call; what was not named for some
 * days is new again.
 */
public final class RedisUserRegistry implements UserRegistry {
    private static final int REMEMBERED_DAYS = 35;
    private static final int KEYS = 2;

    private final RedisConnections connections;
    private final int rememberedDays;
    private final RedisScript name = RedisScript.of(read("name_user.lua"));
    private final RedisScript wouldName = RedisScript.of(read("would_name_user.lua"));

    /** Makes a registry of users on the connections of the quota store, which remembers them for 35 days. */
    public RedisUserRegistry(RedisConnections connections) {
        this(connections, REMEMBERED_DAYS);
    }

    /** Makes a registry on the connections of the quota store. */
    public RedisUserRegistry(RedisConnections connections, int rememberedDays) {
        this.connections = connections;
        this.rememberedDays = rememberedDays;
    }

    @Override
    public Future<Boolean> name(String team, String key, String user, int perDay) {
        return run(name, team, key, user, perDay);
    }

    @Override
    public Future<Boolean> wouldName(String team, String key, String user, int perDay) {
        return run(wouldName, team, key, user, perDay);
    }

    /**
     * Returns the users that a key has named, the latest first.
     *
     * @param most how many at most
     */
    public Future<List<String>> named(String team, String key, int most) {
        Request request = Request.cmd(Command.ZRANGE)
                .arg(users(team, key))
                .arg(0)
                .arg(most - 1)
                .arg("REV");
        return connections
                .send(request)
                .map(reply -> reply.stream().map(Response::toString).toList());
    }

    /** Returns whether a key has named a user. */
    public Future<Boolean> hasNamed(String team, String key, String user) {
        return connections
                .send(Request.cmd(Command.ZMSCORE).arg(users(team, key)).arg(user))
                .map(scores -> scores.get(0) != null);
    }

    private static String users(String team, String key) {
        return "weir:q1:{" + team + "}:n:" + key;
    }

    private Future<Boolean> run(RedisScript script, String team, String key, String user, int perDay) {
        String tagged = "weir:q1:{" + team + "}:"; // the names of teams and keys hold no braces
        return connections
                .send(request(Command.EVALSHA, script.sha1(), tagged, key, user, perDay))
                .recover(cause -> String.valueOf(cause.getMessage()).startsWith("NOSCRIPT")
                        ? connections.send(request(Command.EVAL, script.text(), tagged, key, user, perDay))
                        : Future.failedFuture(cause))
                .map(reply -> Objects.requireNonNull(reply.toLong(), "an integer") == 1);
    }

    private Request request(Command command, String script, String tagged, String key, String user, int perDay) {
        return Request.cmd(command)
                .arg(script)
                .arg(KEYS)
                .arg(tagged + "n:" + key)
                .arg(tagged + "d:" + key)
                .arg(user)
                .arg(perDay)
                .arg(rememberedDays);
    }

    private static String read(String file) {
        try (InputStream in = RedisUserRegistry.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
