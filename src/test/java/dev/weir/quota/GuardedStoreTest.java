package dev.weir.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Runs on an event loop, as in the gateway. */
class GuardedStoreTest {
    private static final Vertx VERTX = Vertx.vertx();

    private final GuardedStore guarded = new QuotaFixture().guarded;
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void hasStartedTheOperationWhenItReturns() {
        Promise<Void> done = Promise.promise();

        VERTX.getOrCreateContext().runOnContext(_ -> {
            guarded.run(StoreOperation.SETTLE, _ -> {
                order.add("started");
                return Future.succeededFuture();
            });
            order.add("returned");
            done.complete();
        });
        LoopbackServer.await(done.future());

        assertThat(order).containsExactly("started", "returned");
    }

    @Test
    void goesOnWhereTheCallerWasWhateverThreadReplies() {
        Context caller = VERTX.getOrCreateContext();
        Promise<Boolean> reply = Promise.promise();
        Promise<Context> wentOnIn = Promise.promise();

        caller.runOnContext(_ -> {
            guarded.run(StoreOperation.SETTLE, _ -> reply.future())
                    .onComplete(_ -> wentOnIn.complete(Vertx.currentContext()));
            Thread.ofVirtual().start(() -> reply.complete(true));
        });
        LoopbackServer.await(wentOnIn.future());

        assertThat(wentOnIn.future().result()).isEqualTo(caller);
    }
}
