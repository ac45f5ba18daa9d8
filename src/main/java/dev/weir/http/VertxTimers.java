package dev.weir.http;

import dev.weir.relay.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The time of one event loop. */
record VertxTimers(Vertx vertx, Context context) implements Timers {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long after(Duration delay, Runnable task) {
        return vertx.setTimer(Math.max(1, delay.toMillis()), _ -> task.run());
    }

    @Override
    public void cancel(long number) {
        vertx.cancelTimer(number);
    }

    @Override
    public void soon(Runnable task) {
        context.runOnContext(_ -> task.run());
    }
}
