package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.auth.Session;
import dev.weir.messages.Feature;
import dev.weir.messages.Hash64;
import dev.weir.messages.MessageRequest;
import dev.weir.upstream.keys.KeyQuery;
import dev.weir.upstream.keys.KeyQuery.Binding;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Says which requests are to use the same upstream key: those of one conversation, as their prompt cache lies there.
 *
 * <p>A conversation is told by Claude Code's session, else by what stays the same in it. Requests that name files
 * keep to the team's key, those that name a container to the conversation's: both exist in one workspace only.
 */
final class KeyAffinity {
    static final String SESSION = Session.HEADER;

    private KeyAffinity() {}

    /** Returns the key wanted for a request that creates a message. */
    static KeyQuery ofMessage(ReadRequest read, MultiMap headers) {
        MessageRequest message = read.message();
        Caller caller = read.caller();
        String team = caller.team().name();
        Set<Feature> features = message.features();
        boolean files = features.contains(Feature.FILE_SOURCES);
        long affinity = files
                ? Hash64.of(team)
                : Optional.ofNullable(headers.get(SESSION))
                        .map(session -> Hash64.of(team, message.model(), session))
                        .orElseGet(() -> Hash64.of(team, message.model()) ^ digest(read.conversation()));
        Binding binding = files || features.contains(Feature.CONTAINER) ? Binding.STATE : Binding.CACHE;
        return new KeyQuery(caller.team().upstream(), message.model(), affinity, binding, List.of());
    }

    /** Returns the key wanted for any other request of a caller. */
    static KeyQuery ofTeam(Caller caller) {
        long affinity = Hash64.of(caller.team().name());
        return new KeyQuery(caller.team().upstream(), "", affinity, Binding.CACHE, List.of());
    }

    private static long digest(OptionalLong conversation) {
        return conversation.isPresent() ? Hash64.mix(conversation.getAsLong()) : 0;
    }
}
