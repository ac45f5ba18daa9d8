package dev.weir.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Sends a client the last bytes of its response, for which it has the same time as for any others. */
record LastBytes(ClientStream client, Timers timers, Duration stall) {
    /** Returns whether the client took them; never fails. */
    Future<Boolean> send(Buffer bytes) {
        Future<Void> sent = client.end(bytes);
        if (sent.isComplete()) {
            return Future.succeededFuture(sent.succeeded());
        }
        Promise<Boolean> taken = Promise.promise();
        long timer = timers.after(stall, () -> {
            client.cut();
            taken.tryComplete(false);
        });
        sent.onComplete(result -> {
            timers.cancel(timer);
            taken.tryComplete(result.succeeded());
        });
        return taken.future();
    }
}
