package dev.weir.relay;

import io.vertx.core.Future;

/** Relays answers to clients. */
public final class Relay {
    private final RelayTimes patience;

    /** Makes a relay with the operator's settings. */
    public Relay(RelayConfig config, RelayTimeouts timeouts) {
        this.patience = new RelayTimes(
                config.commentAfter().toNanos(),
                timeouts.idle().toNanos(),
                timeouts.total().toNanos(),
                timeouts.clientStall().toNanos());
    }

    /** Relays the answer to a call that creates a message, and reads its usage. Never fails. */
    public Future<RelayEnd> message(RelayedResponse answer, ClientStream client, Timers timers) {
        return new ResponseCopy(answer, client, tapFor(answer), patience, timers).run();
    }

    /** Relays any other answer. Never fails. */
    public Future<RelayEnd> other(RelayedResponse answer, ClientStream client, Timers timers) {
        return new ResponseCopy(answer, client, new NoTap(), patience, timers).run();
    }

    private static Tap tapFor(RelayedResponse answer) {
        boolean success = answer.status() / 100 == 2;
        if (!success || ResponseHeaders.isEncoded(answer.headers())) {
            return new NoTap();
        }
        return ResponseHeaders.isEventStream(answer.headers()) ? new EventTap() : new MessageTap();
    }
}
