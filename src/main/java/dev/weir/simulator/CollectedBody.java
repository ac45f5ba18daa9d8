package dev.weir.simulator;

import io.vertx.core.buffer.Buffer;

/** The body of a request as received. */
sealed interface CollectedBody {
    /** The bytes as they were received, compressed or not. */
    record Received(Buffer bytes) implements CollectedBody {}

    /** More than {@link BodyCollection#MOST_BYTES}; the rest is read and dropped. */
    record TooLarge() implements CollectedBody {}
}
