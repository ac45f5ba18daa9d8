package dev.weir.pipeline;

import dev.weir.relay.Timers;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The timers of the current event loop. */
record EventLoopTimers(Vertx vertx) implements Timers {
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
        vertx.runOnContext(_ -> task.run());
    }
}
