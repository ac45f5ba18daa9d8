package dev.weir.messages;

/** How the bytes of a request body are encoded; anything else is refused before the body is read. */
public enum ContentEncoding {
    /** As they are. */
    IDENTITY,
    /** One gzip member. */
    GZIP
}
