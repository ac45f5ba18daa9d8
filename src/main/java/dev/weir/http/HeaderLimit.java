package dev.weir.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Iterator;

/** The bound on the header lines of one request: {@link RequestDecoder#MAX_HEADERS}. */
final class HeaderLimit {
    private HeaderLimit() {}

    static boolean isExceeded(HttpHeaders headers) {
        int count = 0;
        for (Iterator<?> each = headers.iteratorCharSequence(); each.hasNext(); each.next()) {
            count++;
        }
        return count > RequestDecoder.MAX_HEADERS;
    }

    /** Returns what makes Vert.x send a 431 and end the connection, as for headers that are too large. */
    static HttpRequest rejected() {
        HttpRequest rejected =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        rejected.setDecoderResult(DecoderResult.failure(
                new TooLongHttpHeaderException("more than " + RequestDecoder.MAX_HEADERS + " headers")));
        return rejected;
    }
}
