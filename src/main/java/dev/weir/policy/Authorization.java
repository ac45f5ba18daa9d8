package dev.weir.policy;

import java.util.Optional;

/** The decision of the policy on a request. */
public sealed interface Authorization {
    /**
     * The policy allows the request.
     *
     * @param plan of this user: an exception's plan with the team's own {@code team} limits
     */
    record Authorized(Plan plan) implements Authorization {}

    /**
     * The policy forbids the request.
     *
     * @param message says why and what to do; never who the user is nor what the client sent. For
     *     {@link ForbiddenPart#REQUEST} it begins with the path of the field
     * @param limit the name of the limit of 0 that forbids it; absent where something else does
     */
    record Forbidden(ForbiddenPart subject, String message, Optional<String> limit) implements Authorization {
        /** Something else than a limit forbids it. */
        Forbidden(ForbiddenPart subject, String message) {
            this(subject, message, Optional.empty());
        }
    }

    /** What is forbidden. */
    enum ForbiddenPart {
        /** Any such request of this user, who is blocked or has a limit of 0: a 403, {@code permission_error}. */
        USER,
        /** This request, for its model or a feature, while others may pass: a 400, {@code invalid_request_error}. */
        REQUEST
    }
}
