package dev.weir.quota;

import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.messages.Usage;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.reload.SecretValue;
import io.smallrye.faulttolerance.standalone.StandaloneFaultTolerance;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Prints what parts of the path cost that could be made cheaper: nanoseconds for one of each, in a loop that does
 * nothing else, so with all code and data in the processor's caches. In a gateway that does all its work between two of
 * them, each takes longer.
 */
public final class PartCost {
    private static final int WARM_UP = 300_000;
    private static final int ROUNDS = 7;
    private static final int COUNT = 300_000;

    private final PrintStream out;
    private long kept;

    private PartCost(PrintStream out) {
        this.out = out;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            new PartCost(System.out).measure(vertx);
        } finally {
            StandaloneFaultTolerance.shutdown();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void measure(Vertx vertx) {
        PriceTable prices = QuotaFixture.prices();
        Instant at = Instant.now();
        Usage usage = new Usage(1_200, 30_000, 500, 0, 350, 0, List.of());
        time(
                "a response priced",
                () -> kept += prices.cost("claude-opus-4-6", usage, at).value());
        Pseudonyms pseudonyms = new Pseudonyms(new SecretValue("a key of 32 characters, at least"));
        Identity identity = new Identity("user:someone");
        time("a pseudonym", () -> kept += pseudonyms.of("team", identity).length());
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(_ -> {
            onEventLoop(vertx);
            done.complete(null);
        });
        done.join();
        out.println("kept " + kept); // so that nothing is left out as unused
    }

    private void onEventLoop(Vertx vertx) {
        GuardedStore store = new GuardedStore(
                new InMemoryQuotaStore(() -> 0, 1), // never asked
                Duration.ofMillis(100),
                new SilentMeter(),
                Throwable::toString,
                System::nanoTime);
        time("deadline, circuit breaker and futures around an operation of Redis", () -> {
            Promise<Integer> reply = Promise.promise();
            store.run(StoreOperation.RESERVE, _ -> reply.future()).onSuccess(value -> kept += value);
            reply.complete(1);
        });
        time("a timer set and cancelled", () -> kept += vertx.cancelTimer(vertx.setTimer(100, _ -> {})) ? 1 : 0);
    }

    /** Prints the shortest time of several rounds. */
    private void time(String part, Runnable once) {
        repeat(WARM_UP, once);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long since = System.nanoTime();
            repeat(COUNT, once);
            best = Math.min(best, System.nanoTime() - since);
        }
        out.printf(Locale.ROOT, "%6d ns  %s%n", best / COUNT, part);
    }

    private static void repeat(int times, Runnable once) {
        for (int at = 0; at < times; at++) {
            once.run();
        }
    }

    private static final class SilentMeter implements QuotaMeter {
        @Override
        public void decided(String team, DecisionKind kind, String limit) {}

        @Override
        public void budgetUsed(String team, LimitState budget) {}

        @Override
        public void took(StoreOperation operation, long nanos) {}

        @Override
        public void lost(LossReason reason) {}

        @Override
        public void reached(Subject subject, ReachedThreshold reached) {}
    }
}
