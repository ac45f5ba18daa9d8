package dev.weir.upstream.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the end of an attempt means.
 *
 * @param next whether the request may be sent again
 * @param effect what it means for the key that was used
 */
public record Classification(Next next, KeyEffect effect) {
    /** Whether the request may be sent again. */
    public sealed interface Next {
        /** No: the upstream's response is relayed. */
        record GiveUp() implements Next {}

        /**
         * Yes, if attempts and time are left.
         *
         * @param retryAfter how long the upstream asked to wait on this key
         */
        record Retry(RetryReason reason, OnKey on, Optional<Duration> retryAfter) implements Next {}
    }

    /** Which key a retry uses. */
    public enum OnKey {
        /** The same: the key is not at fault, and its prompt cache stays useful. */
        SAME,
        /** Another one at once if one is usable, else the same after a wait. */
        OTHER_FIRST,
        /** Another one, or no retry. */
        OTHER_ONLY
    }

    /** What the end of an attempt means for the key that was used. */
    public sealed interface KeyEffect {
        /** Nothing. */
        record None() implements KeyEffect {}

        /** The key rests, for the model asked for and while another key is usable. */
        record Rest(Duration time) implements KeyEffect {}

        /**
         * The key is taken out of use: no request at all will succeed with it.
         *
         * @param until the date that the upstream named; absent: it is probed
         */
        record Out(RetryReason reason, Optional<Instant> until) implements KeyEffect {}
    }
}
