package dev.weir.pipeline;

import dev.weir.body.BodyCollector;
import dev.weir.body.BodyConfig;
import dev.weir.relay.Timers;
import java.time.Duration;

/**
 * How fast a body must arrive: {@code bytes} in every {@code window}. A slow sender costs a timer and the bytes that
 * came, never a thread.
 */
public record BodyDeadline(long bytes, Duration window) {
    private static final double NANOS = 1e9;

    /** Reads the rate from the settings. */
    public static BodyDeadline of(BodyConfig config) {
        double seconds = config.minRateOver().toNanos() / NANOS;
        return new BodyDeadline((long) (config.minRate().asLongValue() * seconds), config.minRateOver());
    }

    /**
     * Gives {@code body} up when it is too slow. A body that arrives within this turn of the event loop costs no timer.
     */
    void watch(BodyCollector body, Timers timers) {
        timers.soon(() -> {
            if (!body.collected().isComplete()) {
                new Watched(body, timers).start();
            }
        });
    }

    /** One body that is watched. */
    private final class Watched {
        private final BodyCollector body;
        private final Timers timers;
        private long before;
        private long timer;

        Watched(BodyCollector body, Timers timers) {
            this.body = body;
            this.timers = timers;
        }

        void start() {
            plan();
            body.collected().onComplete(_ -> timers.cancel(timer));
        }

        private void plan() {
            before = body.received();
            timer = timers.after(window, this::check);
        }

        private void check() {
            if (body.received() - before < bytes) {
                body.giveUp();
            } else {
                plan();
            }
        }
    }
}
