package dev.weir.relay;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Relays responses to clients. */
public final class Relay {
    private static final int NO_CONTENT = 204;

    private final RelayTimes times;
    private final Optional<Duration> earlyCommit;

    /** Makes a relay with the operator's settings. */
    public Relay(RelayConfig config, RelayTimeouts timeouts) {
        this.times = new RelayTimes(
                config.commentAfter().toNanos(),
                config.readOn().toNanos(),
                timeouts.idle().toNanos(),
                timeouts.total().toNanos(),
                timeouts.clientStall().toNanos());
        this.earlyCommit = config.earlyCommit();
    }

    /**
     * Returns what {@code client} gets while there is no response to the stream that it asked for; absent where it
     * simply waits.
     *
     * @param headers of ours for the client
     */
    public Optional<EarlyStream> early(ClientStream client, Timers timers, Map<String, String> headers) {
        return earlyCommit.map(wait -> new EarlyStream(client, timers, times, wait, headers));
    }

    /** Returns whether a response with these headers is an event stream that can go on where one was begun. */
    public static boolean isPlainEventStream(int status, MultiMap headers) {
        return status / 100 == 2 && ResponseHeaders.isEventStream(headers) && !ResponseHeaders.isEncoded(headers);
    }

    /** Relays the response to a request that creates a message, and reads its usage. Never fails. */
    public Future<RelayOutcome> message(RelayedResponse response, ClientStream client, Timers timers) {
        return new ResponseCopy(response, client, tapFor(response), times, timers).run();
    }

    /** Relays any other response. Never fails. */
    public Future<RelayOutcome> other(RelayedResponse response, ClientStream client, Timers timers) {
        return new ResponseCopy(response, client, new NoTap(), times, timers).run();
    }

    private static Tap tapFor(RelayedResponse response) {
        boolean success = response.status() / 100 == 2;
        boolean isEmpty = isEmpty(response);
        if (!success || (!isEmpty && ResponseHeaders.isEncoded(response.headers()))) {
            return new NoTap();
        }
        if (ResponseHeaders.isEventStream(response.headers()) && response.status() != NO_CONTENT) {
            return new EventTap();
        }
        return response.streamRequested() && !isEmpty && ResponseHeaders.isUntyped(response.headers())
                ? new UntypedTap()
                : new MessageTap();
    }

    /** A body that is not there is neither encoded nor a stream. */
    private static boolean isEmpty(RelayedResponse response) {
        return response.status() == NO_CONTENT
                || ResponseHeaders.length(response.headers()).orElse(1) == 0;
    }
}
