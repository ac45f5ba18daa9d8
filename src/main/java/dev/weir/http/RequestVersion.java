package dev.weir.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.regex.Pattern;

/**
 * The HTTP versions that the line of a request may name. Source: RFC 9112, 2.3: the name is case-sensitive, a digit
 * each.
 */
final class RequestVersion {
    static final String HTTP_1_1 = "HTTP/1.1";
    private static final String HTTP_1_0 = "HTTP/1.0";

    /** What can be meant as a version. All else makes the line unreadable, which is the parser's to reject. */
    private static final Pattern ANY = Pattern.compile("[A-Za-z]+/\\S*");

    private RequestVersion() {}

    /** Whether a request of this version is served, or rejected for another reason than its version. */
    static boolean isServed(String text) {
        return text.equals(HTTP_1_1)
                || text.equals(HTTP_1_0)
                || !ANY.matcher(text).matches();
    }

    /**
     * Whether the request that is being served on a connection is of such a version. One of HTTP/2 is, and so is what
     * came before the port was guarded.
     */
    static boolean isServedOn(HttpConnection connection) {
        return !(connection instanceof ConnectionBase base)
                || !(base.channel().pipeline().get(RequestDecoder.NAME) instanceof RequestDecoder decoder)
                || decoder.isVersionServed();
    }
}
