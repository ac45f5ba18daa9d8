package dev.weir.messages;

/** The operation of a request on the data port: the closed set of values of the metric label {@code operation}. */
public enum Operation {
    /** {@code POST /v1/messages}. */
    MESSAGES("messages"),
    /** {@code POST /v1/messages/count_tokens}. */
    COUNT_TOKENS("count_tokens"),
    /** {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
    MODELS("models"),
    /** Everything else, unknown routes included. */
    OTHER("other");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code operation}. */
    public String label() {
        return label;
    }
}
