package dev.weir.auth;

import java.util.Optional;

/**
 * A session of Claude Code: what one run of it did, sub-agents included.
 *
 * @param id as the client sent it, of any content and length: never logged, never a label, only hashed
 */
public record Session(String id) {
    /** The header that names the session. Source: Claude Code. */
    public static final String HEADER = "x-claude-code-session-id";

    /**
     * Returns the session of a request: that of the header, else that in the body; absent where neither names one.
     *
     * @param header the value of {@value #HEADER}; an empty one names none
     * @param metadataUserId {@code metadata.user_id} as received
     */
    public static Optional<Session> of(Optional<String> header, Optional<String> metadataUserId) {
        return header.filter(id -> !id.isEmpty())
                .or(() -> metadataUserId.flatMap(MetadataUserId::sessionOf))
                .map(Session::new);
    }

    @Override
    public String toString() {
        return "Session[…]";
    }
}
