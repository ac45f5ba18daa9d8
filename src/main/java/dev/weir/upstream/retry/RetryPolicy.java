package dev.weir.upstream.retry;

import dev.weir.upstream.retry.Classification.Next;
import dev.weir.upstream.retry.Classification.OnKey;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides after an attempt whether a request is sent again, and when. Pure but for the random part of a wait; safe for
 * any thread.
 *
 * <p>The wait is exponential with full jitter. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
public final class RetryPolicy {
    /** The bound of the first wait; it doubles with each attempt. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

    /** A request that failed with a 500 is retried once. */
    private static final int MOST_INTERNAL_ERRORS = 1;

    private final int maxAttempts;
    private final Duration deadline;
    private final RandomGenerator random;

    /** Makes a policy with the operator's settings. */
    public RetryPolicy(RetryConfig config, RandomGenerator random) {
        this.maxAttempts = config.maxAttempts();
        this.deadline = config.deadline();
        this.random = random;
    }

    /** What happens with the request next. */
    public sealed interface Decision {
        /** The upstream's response is relayed. */
        record Relay() implements Decision {}

        /** It is sent again at once, on another key. */
        record OtherKey(RetryReason reason) implements Decision {}

        /** It is sent again after a wait, on the same key where that is usable. */
        record Wait(RetryReason reason, Duration time) implements Decision {}
    }

    /** Decides; {@code otherKey} says whether another key is usable now. */
    public Decision decide(Next next, RetryProgress progress, boolean otherKey) {
        return switch (next) {
            case Next.GiveUp() -> new Decision.Relay();
            case Next.Retry(RetryReason reason, OnKey on, var retryAfter) ->
                switch (on) {
                    case OTHER_ONLY -> otherKey ? new Decision.OtherKey(reason) : new Decision.Relay();
                    case OTHER_FIRST ->
                        otherKey && mayRepeat(reason, progress)
                                ? new Decision.OtherKey(reason)
                                : waited(reason, progress, retryAfter.orElse(Duration.ZERO));
                    case SAME -> waited(reason, progress, retryAfter.orElse(Duration.ZERO));
                };
        };
    }

    private Decision waited(RetryReason reason, RetryProgress progress, Duration atLeast) {
        Duration left = left(progress);
        if (!mayRepeat(reason, progress) || !left.isPositive() || atLeast.compareTo(left) > 0) {
            return new Decision.Relay();
        }
        Duration wait = atLeast.plus(jitter(progress.attempts()));
        return new Decision.Wait(reason, wait.compareTo(left) < 0 ? wait : left);
    }

    /**
     * A client that retries on its own multiplies the attempts, so each of its retries takes one attempt from ours.
     */
    private boolean mayRepeat(RetryReason reason, RetryProgress progress) {
        boolean attemptLeft = progress.attempts() < maxAttempts - progress.clientRetries();
        return attemptLeft
                && (reason != RetryReason.INTERNAL_ERROR || progress.internalErrors() <= MOST_INTERNAL_ERRORS);
    }

    private Duration left(RetryProgress progress) {
        Duration own = deadline.minus(progress.waited());
        return own.compareTo(progress.clientWaits()) < 0 ? own : progress.clientWaits();
    }

    private Duration jitter(int attempt) {
        long bound = Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << Math.min(attempt - 1, 10));
        return Duration.ofNanos(random.nextLong(bound));
    }
}
