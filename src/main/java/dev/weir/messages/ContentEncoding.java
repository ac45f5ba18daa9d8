package dev.weir.messages;

/** The encoding of a request body; anything else is rejected before the body is read. */
public enum ContentEncoding {
    /** Not encoded. */
    IDENTITY,
    /** One gzip member. */
    GZIP
}
