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

/** On an event loop, where the gateway calls. */
class GuardedStoreTest {
    private static final Vertx VERTX = Vertx.vertx();

    private final GuardedStore guarded = new QuotaFixture().guarded;
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void hasMadeTheCallWhenItReturns() {
        Promise<Void> done = Promise.promise();

        VERTX.getOrCreateContext().runOnContext(_ -> {
            guarded.call(StoreOperation.SETTLE, _ -> {
                order.add("called");
                return Future.succeededFuture();
            });
            order.add("returned");
            done.complete();
        });
        LoopbackServer.await(done.future());

        assertThat(order).containsExactly("called", "returned");
    }

    @Test
    void goesOnWhereTheCallerWasWhateverThreadAnswers() {
        Context caller = VERTX.getOrCreateContext();
        Promise<Boolean> answer = Promise.promise();
        Promise<Context> wentOnIn = Promise.promise();

        caller.runOnContext(_ -> {
            guarded.call(StoreOperation.SETTLE, _ -> answer.future())
                    .onComplete(_ -> wentOnIn.complete(Vertx.currentContext()));
            Thread.ofVirtual().start(() -> answer.complete(true));
        });
        LoopbackServer.await(wentOnIn.future());

        assertThat(wentOnIn.future().result()).isEqualTo(caller);
    }
}
