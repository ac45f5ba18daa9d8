package dev.weir.simulator;

import dev.weir.simulator.Delivery.DeliveryEnd;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends one reply, with the faults of its script. Runs on the event loop of its connection. */
final class ReplySender {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Reply reply;
    private final Delivery delivery;

    private ReplySender(Vertx vertx, HttpServerRequest request, Reply reply, SimulationScript script) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.reply = reply;
        this.delivery = Delivery.of(reply.body(), script);
    }

    /** Sends the reply; stops silently when the client disconnects. */
    static void send(Vertx vertx, HttpServerRequest request, Reply reply, SimulationScript script) {
        if (script.has(SimulatedFault.Drop.class)) {
            request.connection().close();
        } else if (!script.has(SimulatedFault.Silence.class)) {
            ReplySender player = new ReplySender(vertx, request, reply, script);
            script.find(SimulatedFault.FirstByteDelay.class)
                    .filter(fault -> fault.delay().isPositive())
                    .ifPresentOrElse(
                            fault -> vertx.setTimer(fault.delay().toMillis(), _ -> player.start()), player::start);
        }
    }

    private void start() {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response.headers()::set);
        if (reply.streamed()) {
            response.setChunked(true);
        } else {
            response.putHeader("content-length", String.valueOf(reply.length()));
        }
        if (delivery.writes().size() == 1 && delivery.ending() == DeliveryEnd.CLEAN) {
            response.end(delivery.writes().getFirst());
        } else {
            play(0);
        }
    }

    private void play(int from) {
        for (int at = from; at < delivery.writes().size(); at++) {
            if (response.closed()) {
                return;
            }
            int next = at + 1;
            response.write(delivery.writes().get(at));
            if (delivery.pace().isPositive()) {
                vertx.setTimer(delivery.pace().toMillis(), _ -> play(next));
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> resume(next));
                return;
            }
        }
        finish();
    }

    private void resume(int next) {
        response.drainHandler(null);
        play(next);
    }

    private void finish() {
        switch (delivery.ending()) {
            case CLEAN -> response.end();
            case CUT ->
                response.write(Buffer.buffer())
                        .onComplete(_ -> request.connection().close());
            case SILENT -> response.write(Buffer.buffer());
        }
    }
}
