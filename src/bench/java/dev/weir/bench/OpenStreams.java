package dev.weir.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Measures what streams cost that stay open, with an event each second. */
final class OpenStreams {
    private static final byte[] BODY = BenchBodies.text(1_024, "\"stream\":true," + MockResponse.OPEN_MARK);
    private static final int HOLD_SECONDS = 30;
    private static final int PATIENCE_SECONDS = 60;

    private final OpenResponses mock;
    private final int streams;
    private final PrintStream progress;

    /**
     * What the streams cost one target.
     *
     * @param broken streams that ended before their last event
     * @param sent events that the mock wrote
     * @param received events that came through the target
     * @param residentKb memory before them, and while they are open
     * @param heapBytes the same of live objects; empty for what is no JVM
     * @param cpuMicros CPU time per event while they are open
     */
    record StreamCost(
            String target,
            int streams,
            long broken,
            long sent,
            long received,
            Span residentKb,
            Optional<Span> heapBytes,
            double cpuMicros) {}

    /** A value before and during. */
    record Span(long before, long during) {
        /** Returns the growth for each of some. */
        double growthPer(int count) {
            return (during - before) / (double) count;
        }
    }

    /**
     * Makes it.
     *
     * @param mock whose events are counted
     * @param streams at the same time
     */
    OpenStreams(OpenResponses mock, int streams, PrintStream progress) {
        this.mock = mock;
        this.streams = streams;
        this.progress = progress;
    }

    /**
     * Measures a target.
     *
     * @throws IOException where the streams do not start or end within a minute
     */
    StreamCost run(Target target) throws IOException {
        progress.printf("%d open streams: %s%n", streams, target.name());
        ProcessTree process = target.process().orElseThrow();
        Optional<Long> heap = LiveHeap.bytes(target);
        long resident = process.residentKb();
        long sent = mock.sent();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            BenchClient client = BenchClient.of(vertx, target, BODY, streams);
            List<OpenStream> all =
                    Stream.generate(OpenStream::new).limit(streams).toList();
            List<Future<?>> ends = new ArrayList<>();
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                OpenStream stream = all.get(i);
                starts.add(vertx.timer(1 + i, TimeUnit.MILLISECONDS).compose(_ -> stream.start(client)));
                ends.add(stream.end());
            }
            await(Future.join(starts));
            double cpu = cpuPerEvent(process);
            long during = process.residentKb();
            Optional<Span> heaps = LiveHeap.bytes(target).flatMap(now -> heap.map(then -> new Span(then, now)));
            mock.end();
            await(Future.join(ends));
            long received = all.stream().mapToLong(OpenStream::events).sum();
            long broken = ends.stream().filter(Future::failed).count();
            return new StreamCost(
                    target.name(),
                    streams,
                    broken,
                    mock.sent() - sent,
                    received,
                    new Span(resident, during),
                    heaps,
                    cpu);
        } finally {
            vertx.close();
        }
    }

    private double cpuPerEvent(ProcessTree process) throws IOException {
        long cpu = process.cpuMicros() - process.jitMicros();
        long sent = mock.sent();
        try {
            TimeUnit.SECONDS.sleep(HOLD_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        long events = mock.sent() - sent;
        if (events == 0) {
            throw new IOException("no event was sent for " + HOLD_SECONDS + " s to streams that stay open");
        }
        return (process.cpuMicros() - process.jitMicros() - cpu) / (double) events;
    }

    private static void await(Future<?> all) throws IOException {
        try {
            all.otherwiseEmpty().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the streams did not start or end within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
