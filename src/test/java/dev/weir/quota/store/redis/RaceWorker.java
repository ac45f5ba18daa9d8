package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of the race: threads that reserve, use and settle, and repeat a fifth of their operations. Before each
 * count it notes the id in a file, which outlives a kill; after it the thresholds that were reached, once for each
 * request however often it was counted, as a gateway does.
 */
public final class RaceWorker {
    static final int THREADS = 32;

    /** What the notes of thresholds begin with; no id does. */
    static final String THRESHOLD = "reached ";

    private final RaceLimiter limiter;
    private final String name;
    private final int attempts;
    private final Path notes;

    RaceWorker(RaceLimiter limiter, String name, int attempts, Path notes) {
        this.limiter = limiter;
        this.name = name;
        this.attempts = attempts;
        this.notes = notes;
    }

    /** Arguments: address of Redis, name, attempts of each thread, file for notes. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        new RaceWorker(
                        RaceLimiter.leased(vertx, arguments[0]),
                        arguments[1],
                        Integer.parseInt(arguments[2]),
                        Path.of(arguments[3]))
                .run();
        result(vertx.close());
    }

    /** Returns how much a request of this id holds; every process computes the same. */
    static long held(String id) {
        return 500L + Math.floorMod(id.hashCode() * 31L, 1500L);
    }

    /** Returns how much a request of this id uses, never more than it holds. */
    static long used(String id) {
        return held(id) * (20L + Math.floorMod(id.hashCode() * 17L, 80L)) / 100;
    }

    void run() {
        try (OutputStream out = new FileOutputStream(notes.toFile(), true);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<java.util.concurrent.Future<?>> races = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                String prefix = name + "-" + thread + "-";
                races.add(threads.submit(() -> race(prefix, out)));
            }
            for (var race : races) {
                race.get(2, TimeUnit.MINUTES);
            }
            limiter.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a thread of the race did not come to its end", e);
        }
    }

    private void race(String prefix, OutputStream out) {
        SplittableRandom random = new SplittableRandom(prefix.hashCode());
        for (int n = 0; n < attempts; n++) {
            String id = prefix + n;
            if (askMaybeTwice(id, random)) {
                note(out, id);
                countMaybeTwice(id, random).forEach(reached -> note(out, THRESHOLD + reached));
            }
        }
    }

    private boolean askMaybeTwice(String id, SplittableRandom random) {
        Future<Boolean> again = random.nextInt(5) == 0 ? limiter.admit(id, held(id)) : Future.succeededFuture(false);
        boolean admitted = result(limiter.admit(id, held(id)));
        return result(again) || admitted;
    }

    private Set<String> countMaybeTwice(String id, SplittableRandom random) {
        Future<List<String>> again =
                random.nextInt(5) == 0 ? limiter.count(id, used(id)) : Future.succeededFuture(List.of());
        Set<String> reached = new HashSet<>(result(limiter.count(id, used(id))));
        reached.addAll(result(again));
        return reached;
    }

    private static void note(OutputStream out, String id) {
        try {
            out.write((id + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
