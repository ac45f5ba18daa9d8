package dev.weir.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One stream that stays open, as the client reads it. It belongs to one event loop. */
final class OpenStream {
    private final Promise<Void> end = Promise.promise();
    private final EventCounter counter = new EventCounter();

    /** Sends the request; the future takes the head of the response, and fails without one. */
    Future<Void> start(BenchClient client) {
        return client.send()
                .<Void>map(response -> {
                    response.handler(counter::accept);
                    response.end().onComplete(end);
                    return null;
                })
                .onFailure(end::tryFail);
    }

    /** Returns what is done when the response has ended; it fails where that broke off. */
    Future<Void> end() {
        return end.future();
    }

    /** Returns how many events came; read it after the end. */
    long events() {
        return counter.events();
    }
}
