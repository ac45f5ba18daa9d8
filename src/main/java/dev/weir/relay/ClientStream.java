package dev.weir.relay;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * The response on its way to the client. Used on one event loop only.
 *
 * <p>Order: {@link #begin} once, any number of {@link #write}, then {@link #end} or {@link #cut} once; {@code cut} may
 * also follow an {@code end} whose bytes the client does not take.
 */
public interface ClientStream {
    /** Sets the head; it goes out with the first bytes. */
    void begin(int status, MultiMap headers);

    /** Whether the head is set, so that no other response is possible. */
    boolean hasBegun();

    /** Sends {@code bytes}, none of which only sends the head. */
    void write(Buffer bytes);

    /** Sends the last {@code bytes} and ends the response cleanly; fails where the client did not get them. */
    Future<Void> end(Buffer bytes);

    /**
     * Ends the response so that the client cannot take it for whole: no last chunk, the connection or the HTTP/2 stream
     * is reset.
     */
    void cut();

    /** Whether the client reads more slowly than bytes are written. */
    boolean isFull();

    /** Calls {@code handler} whenever the client has caught up. */
    void onDrain(Runnable handler);

    /** Whether the client has left. */
    boolean isGone();

    /**
     * Calls {@code handler} once when the client leaves before the end, at once where it has; replaces the one set
     * before.
     */
    void onGone(Runnable handler);
}
