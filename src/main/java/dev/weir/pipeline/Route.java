package dev.weir.pipeline;

import dev.weir.messages.Operation;

/** Which endpoint a request goes to. */
public enum Route {
    /** {@code POST /v1/messages}. */
    MESSAGES(Operation.MESSAGES),
    /** {@code POST /v1/messages/count_tokens}. */
    COUNT_TOKENS(Operation.COUNT_TOKENS),
    /** {@code GET /v1/models}. */
    MODELS(Operation.MODELS),
    /** {@code GET /v1/models/{id}}. */
    MODEL(Operation.MODELS),
    /** {@code GET /weir/limits}. */
    LIMITS(Operation.OTHER),
    /** No endpoint: the request is rejected before any stage sees it. */
    NONE(Operation.OTHER);

    private final Operation operation;

    Route(Operation operation) {
        this.operation = operation;
    }

    /** Returns its name in metrics and the usage log. */
    public Operation operation() {
        return operation;
    }
}
