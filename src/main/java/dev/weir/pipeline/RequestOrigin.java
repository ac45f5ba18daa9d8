package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Pseudonyms;
import dev.weir.auth.Session;
import dev.weir.metering.UsageRecord.Origin;
import dev.weir.policy.Team;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** Reads from which session, agent and project a request comes; it decides nothing, and is only recorded. */
final class RequestOrigin {
    /** Source: Claude Code; both headers come with the requests of sub-agents only. */
    private static final String AGENT = "x-claude-code-agent-id";

    private static final String PARENT_AGENT = "x-claude-code-parent-agent-id";

    private RequestOrigin() {}

    /**
     * Returns the origin of a request, its ids as keyed hashes.
     *
     * @param metadataUserId from the body; absent where it was not read
     */
    static Origin of(Caller caller, MultiMap headers, Optional<String> metadataUserId, Pseudonyms pseudonyms) {
        Team team = caller.team();
        return new Origin(
                Session.of(header(headers, Session.HEADER), metadataUserId)
                        .map(session -> pseudonyms.ofSession(team.name(), session)),
                header(headers, AGENT).map(id -> pseudonyms.ofAgent(team.name(), id)),
                header(headers, PARENT_AGENT).map(id -> pseudonyms.ofAgent(team.name(), id)),
                team.projects().flatMap(projects -> projects.named(headers.getAll(projects.header()))));
    }

    private static Optional<String> header(MultiMap headers, String name) {
        return Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty());
    }
}
