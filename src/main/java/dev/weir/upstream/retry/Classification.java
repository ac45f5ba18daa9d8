package dev.weir.upstream.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an attempt's end means.
 *
 * @param next what is to become of the request
 * @param effect what it says of the key that was used
 */
public record Verdict(Next next, KeyEffect effect) {
    /** What is to become of the request. */
    public sealed interface Next {
        /** The end stands: what the upstream said is relayed. */
        record GiveUp() implements Next {}

        /**
         * The request may be sent again.
         *
         * @param retryAfter how long the upstream asked to wait on this key
         */
        record Retry(RetryReason reason, OnKey on, Optional<Duration> retryAfter) implements Next {}
    }

    /** Which key a retry uses. */
    public enum OnKey {
        /** The same: the key is not at fault, and what it has cached stays of use. */
        SAME,
        /** Another at once where one is usable, else the same after a wait. */
        OTHER_FIRST,
        /** Another, or there is no retry. */
        OTHER_ONLY
    }

    /** What an attempt's end says of the key that was used. */
    public sealed interface KeyEffect {
        /** Nothing. */
        record None() implements KeyEffect {}

        /** The key rests, for the model asked for and while another key is usable. */
        record Rest(Duration time) implements KeyEffect {}

        /**
         * No request of anybody will succeed on the key.
         *
         * @param until as the upstream stated it; absent: it is to be probed
         */
        record Out(RetryReason reason, Optional<Instant> until) implements KeyEffect {}
    }
}
