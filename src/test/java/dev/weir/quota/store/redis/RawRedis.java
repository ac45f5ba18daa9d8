package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;

/** Redis itself, beside the store. */
final class RawRedis {
    private final Redis redis;

    RawRedis(Vertx vertx, String url) {
        this.redis = Redis.createClient(vertx, url);
    }

    /** Returns the reply to a command; fails the test where it is nil. */
    Response command(Command command, String... arguments) {
        return reply(command, arguments).orElseThrow();
    }

    /** Returns the number that a command replies; 0 where the reply is nil. */
    long number(Command command, String... arguments) {
        return reply(command, arguments).map(Response::toLong).orElse(0L);
    }

    private Optional<Response> reply(Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return result(redis.send(request).map(Optional::ofNullable));
    }

    void close() {
        redis.close();
    }
}
