package dev.weir.policy;

/** Whether a plan lets a request pass, by its model and its features. */
public sealed interface Permission {
    /** The plan has nothing against it. */
    record Permitted() implements Permission {}

    /**
     * The plan forbids it: a 400, {@code invalid_request_error}.
     *
     * @param message begins with the path of the field, names the plan and what is allowed, never what the client wrote
     */
    record Forbidden(String message) implements Permission {}
}
