package dev.weir.messages;

/** The kind of a successful response, as far as its charge depends on it. */
public enum ResponseKind {
    /** A message, or a response that cannot be distinguished from one: it is charged its usage. */
    MESSAGE,
    /**
     * A message that the model refused before any output: its tokens count at rate limits and token budgets, and cost
     * nothing. Source: Messages API, refusals and fallback.
     */
    REFUSED_BEFORE_OUTPUT,
    /** No message, whatever the status says: an error, a web page, nothing at all. Nothing was used. */
    NO_MESSAGE
}
