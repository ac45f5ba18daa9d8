package dev.weir.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The load of paced streams: 200 at a time, each followed by the next; it counts events. */
final class PacedStreams implements Load {
    /** Streams at the same time. */
    static final int STREAMS = 200;

    private static final int PATIENCE_SECONDS = 30;
    private static final int SPREAD_MILLIS = MockResponses.EVENTS * OpenResponses.PACE_MILLIS;

    @Override
    public LoadResult run(BenchStep step, int seconds) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            BenchClient client =
                    BenchClient.of(vertx, step.target(), step.workload().body(), STREAMS);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> places = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                places.add(vertx.timer(1 + (long) i * SPREAD_MILLIS / STREAMS, TimeUnit.MILLISECONDS)
                        .compose(_ -> streams(client, end, 0)));
            }
            Future.all(places)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
            long events = places.stream().mapToLong(Future::result).sum();
            return new LoadResult(events, events * 1e9 / (System.nanoTime() - start));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("streams failed on " + step.description() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            vertx.close();
        }
    }

    /** Reads one stream after another until the end; returns the events of all. */
    private static Future<Long> streams(BenchClient client, long end, long before) {
        return client.send().compose(PacedStreams::events).compose(events -> {
            long all = before + events;
            return System.nanoTime() < end ? streams(client, end, all) : Future.succeededFuture(all);
        });
    }

    private static Future<Long> events(HttpClientResponse response) {
        EventCounter counter = new EventCounter();
        response.handler(counter::accept);
        return response.end()
                .compose(_ -> counter.events() == MockResponses.EVENTS
                        ? Future.succeededFuture(counter.events())
                        : Future.failedFuture(counter.events() + " events of " + MockResponses.EVENTS));
    }
}
