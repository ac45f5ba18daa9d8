package dev.weir.http;

/** What the next bytes of an HTTP/1 connection are. */
enum ReadingState {
    /** Part of a head. */
    HEAD,
    /** Part of a body. */
    BODY,
    /** Sent ahead: the request is read, its response under way. */
    AHEAD,
    /** Nothing that is read: the connection ends with the response. */
    NOTHING
}
