package dev.weir.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at fixed times, whether or not those before were served, and counts the latency of each from its time.
 * So a server that stops for a moment is charged for all the requests of that moment. For one run.
 */
final class OpenLoop {
    private static final int CONNECTIONS = 512;
    private static final int MOST_WAITING = 20_000;
    private static final int PATIENCE_SECONDS = 10;
    private static final long MOST_MICROS = TimeUnit.SECONDS.toMicros(60);
    private static final int DIGITS = 3;
    private static final double P50 = 50;
    private static final double P99 = 99;

    private final Histogram latencies = new ConcurrentHistogram(MOST_MICROS, DIGITS);
    private final AtomicLong waiting = new AtomicLong();

    /**
     * What came of one rate.
     *
     * @param p50 median latency from the intended start to the end of the response, in microseconds
     * @param p99 the same of the slowest hundredth
     * @param intended requests that were to be sent
     * @param served with status 200, in the time and 10 s more
     */
    record RateLatency(long p50, long p99, long intended, long served) {}

    /**
     * Sends them, and waits at most 10 s for the last; it stops early where 20,000 wait.
     *
     * @param rate requests per second
     */
    RateLatency run(Target target, byte[] body, int rate, int seconds) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            BenchClient client = BenchClient.of(vertx, target, body, CONNECTIONS);
            Context loop = vertx.getOrCreateContext();
            long start = System.nanoTime();
            long intended = (long) rate * seconds;
            for (long i = 0; i < intended && waiting.get() < MOST_WAITING; i++) {
                long time = start + i * TimeUnit.SECONDS.toNanos(1) / rate;
                awaitTime(time);
                waiting.incrementAndGet();
                loop.runOnContext(_ -> send(client, time));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (waiting.get() > 0 && System.nanoTime() < end) {
                awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
            }
            return new RateLatency(
                    latencies.getValueAtPercentile(P50),
                    latencies.getValueAtPercentile(P99),
                    intended,
                    latencies.getTotalCount());
        } finally {
            vertx.close();
        }
    }

    private void send(BenchClient client, long time) {
        client.send().compose(HttpClientResponse::body).onComplete(response -> {
            if (response.succeeded()) {
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - time);
                latencies.recordValue(Math.min(micros, MOST_MICROS));
            }
            waiting.decrementAndGet();
        });
    }

    private static void awaitTime(long nanoTime) {
        for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
