package dev.weir.messages;

/** What a successful response is, as far as it decides about its charge. */
public enum ResponseKind {
    /** A message, or what cannot be told from one: it costs what its usage says. */
    MESSAGE,
    /**
     * A message that the model refused before any output: its tokens are listed and count, and cost nothing. Source:
     * Messages API, refusals and fallback.
     */
    REFUSED_BEFORE_OUTPUT,
    /** No message, whatever the status says: an error, a web page, nothing at all. Nothing was used. */
    NO_MESSAGE
}
