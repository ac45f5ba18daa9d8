package dev.weir.simulator;

/** The paths that are served. */
enum SimulatedRoute {
    /** Start-up probes of Claude Code. */
    PROBE("HEAD"),
    /** Create a message. */
    MESSAGES("POST"),
    /** Count the tokens of a prompt. */
    COUNT_TOKENS("POST"),
    /** List the models, or describe one. */
    MODELS("GET"),
    /** Everything else. */
    UNKNOWN("");

    /** The path before the id of a model. */
    static final String MODEL_PREFIX = "/v1/models/";

    private final String method;

    SimulatedRoute(String method) {
        this.method = method;
    }

    /** The route of a path without its query. */
    static SimulatedRoute of(String path) {
        return switch (path) {
            case "/", "/api/hello" -> PROBE;
            case "/v1/messages" -> MESSAGES;
            case "/v1/messages/count_tokens" -> COUNT_TOKENS;
            case "/v1/models" -> MODELS;
            default -> path.startsWith(MODEL_PREFIX) ? MODELS : UNKNOWN;
        };
    }

    /** The one method it takes. */
    String method() {
        return method;
    }

    /** Whether its requests have a body. */
    boolean takesBody() {
        return method.equals("POST");
    }
}
