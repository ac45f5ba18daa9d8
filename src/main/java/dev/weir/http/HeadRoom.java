package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * The room for the headers of requests, of all connections together. {@link RequestDecoder} and {@link HeaderBlocks}
 * count them as they arrive, this class those of HTTP/2 that are whole, of which one connection has many at a time.
 * Safe for any thread.
 */
final class HeadRoom {
    /** What a header costs besides its text. Source: RFC 9113, 6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE. */
    private static final int BYTES_PER_HEADER = 32;

    private final ByteRoom bytes;

    HeadRoom(ByteRoom bytes) {
        this.bytes = bytes;
    }

    /** Returns what heads take from as they arrive. */
    ByteRoom bytes() {
        return bytes;
    }

    /** Takes room for the head of a request until it is over, and says whether there was any. */
    boolean take(RoutingContext context) {
        long size = size(context.request().headers()) + context.request().uri().length();
        if (!bytes.tryTake(size)) {
            return false;
        }
        context.addEndHandler(_ -> bytes.giveBack(size));
        return true;
    }

    private static long size(MultiMap headers) {
        long size = 0;
        for (Map.Entry<String, String> header : headers) {
            size += header.getKey().length() + header.getValue().length() + BYTES_PER_HEADER;
        }
        return size;
    }
}
