package dev.weir.simulator;

import io.vertx.core.buffer.Buffer;

/** What came as the body of a request. */
sealed interface Body {
    /** The bytes as they were received, compressed or not. */
    record Received(Buffer bytes) implements Body {}

    /** More than {@link BodyReader#MOST_BYTES}; the rest is read and dropped. */
    record TooLarge() implements Body {}
}
