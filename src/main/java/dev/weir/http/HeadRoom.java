package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;

/**
 * The room for the headers of requests, of all connections together. {@link RequestDecoder} and {@link HeaderBlocks}
 * count them as they arrive, {@link HeadsOfStreams} those of HTTP/2 that are whole, of which one connection has many at
 * a time. Safe for any thread.
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

    /** Takes room for the head of a request of HTTP/2 until its stream is closed, and says whether there was any. */
    boolean take(HttpServerRequest request) {
        return HeadsOfStreams.of(((ConnectionBase) request.connection()).channel(), bytes)
                .take(request.response().streamId(), size(request.headers(), request.uri()));
    }

    static long size(MultiMap headers, String target) {
        long size = target.length();
        for (Map.Entry<String, String> header : headers) {
            size += header.getKey().length() + header.getValue().length() + BYTES_PER_HEADER;
        }
        return size;
    }
}
