package dev.weir.relay;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The bytes of a response on their way to the client: they wait here, and go out in one write. Used on one event loop
 * only.
 */
final class ClientWriter {
    private final ClientStream client;
    private final RelayTimer timer;
    private final PendingBytes unsent = new PendingBytes();
    private OptionalLong declaredLength = OptionalLong.empty();

    ClientWriter(ClientStream client, RelayTimer timer) {
        this.client = client;
        this.timer = timer;
    }

    /** Sets the head; it goes out with the first bytes. */
    void begin(int status, MultiMap headers) {
        declaredLength = ResponseHeaders.length(headers);
        client.begin(status, headers);
    }

    void add(Buffer bytes) {
        unsent.add(bytes);
    }

    /** Returns the bytes that wait, to add events of our own. */
    PendingBytes unsent() {
        return unsent;
    }

    /** Returns how many bytes were added so far. */
    long total() {
        return unsent.total();
    }

    /** Returns whether all bytes of the length that the headers declare have been added. */
    boolean isWhole() {
        return declaredLength.isPresent() && unsent.total() == declaredLength.getAsLong();
    }

    /** Sends what waits, and returns whether the client now reads more slowly than bytes are written. */
    boolean send() {
        client.write(unsent.take());
        timer.sent();
        boolean isFull = client.isFull();
        if (isFull) {
            timer.full();
        }
        return isFull;
    }

    /** Sends what waits as the last bytes; returns whether the client took them within {@code stall}, never fails. */
    Future<Boolean> sendLast(Timers timers, Duration stall) {
        return new LastBytes(client, timers, stall).send(unsent.take());
    }

    /** Sends what waits, and ends the response so that the client cannot take it for whole. */
    void cut() {
        client.write(unsent.take());
        timer.sent();
        client.cut();
    }
}
