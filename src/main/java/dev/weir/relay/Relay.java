package dev.weir.relay;

import io.vertx.core.Future;

/** Relays responses to clients. */
public final class Relay {
    private static final int NO_CONTENT = 204;

    private final RelayTimes times;

    /** Makes a relay with the operator's settings. */
    public Relay(RelayConfig config, RelayTimeouts timeouts) {
        this.times = new RelayTimes(
                config.commentAfter().toNanos(),
                config.readOn().toNanos(),
                timeouts.idle().toNanos(),
                timeouts.total().toNanos(),
                timeouts.clientStall().toNanos());
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
