package dev.weir.upstream.retry;

import dev.weir.messages.ErrorFacts;
import dev.weir.upstream.retry.Classification.KeyEffect;
import dev.weir.upstream.retry.Classification.Next;
import dev.weir.upstream.retry.Classification.OnKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Classifies how an attempt ended: whether to retry, and what it means for the key. Pure; safe for any thread.
 *
 * <p>A caller alone cannot cause a key to be taken out: among 4xx errors, only those about the account or about Weir's
 * own credential do that. Source of types and codes: Messages API, errors.
 */
public final class OutcomeClassifier {
    /** How long a key rests after a 429 without a time. */
    private static final Duration USUAL_REST = Duration.ofSeconds(5);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_ERROR = 500;
    private static final int OVERLOADED = 529;

    /**
     * Codes about the account of the key, with any status. Those about billing policies, user profiles and linked
     * organizations are not among them, as a request body can cause those.
     */
    private static final Set<String> ACCOUNT_CODES = Set.of(
            "enforced_spend_limit_reached",
            "contract_spend_limit_reached",
            "organization_on_hold",
            "cmek_key_disabled",
            "cmek_key_network_blocked");

    /** The account's load grew faster than the upstream allows. */
    private static final String ACCELERATION_CODE = "ramp_limit_exceeded";

    /** A feature of the upstream is overloaded. */
    private static final String COMPACTION_CODE = "compaction_unavailable";

    /** An account's own limit has no code, only this wording, at status 400. Source: Messages API, errors. */
    private static final String OWN_LIMIT_BEGINNING = "You have reached your specified";

    private static final String OWN_LIMIT_END = "API usage limits";

    private static final Classification GIVE_UP = new Classification(new Next.GiveUp(), new KeyEffect.None());

    private final Set<Integer> retriedStatuses;

    /** Makes a classifier that retries {@code statuses}; of 4xx, only 408 and 429 ever. */
    public OutcomeClassifier(Set<Integer> statuses) {
        this.retriedStatuses = statuses.stream()
                .filter(status -> status >= INTERNAL_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Classifies {@code end}. */
    public Classification classify(AttemptEnd end) {
        return switch (end) {
            case AttemptEnd.NotConnected() -> retry(RetryReason.CONNECT, OnKey.OTHER_FIRST);
            case AttemptEnd.TlsRejected() -> retry(RetryReason.TLS, OnKey.OTHER_ONLY);
            case AttemptEnd.ClosedEarly() -> retry(RetryReason.RESET, OnKey.SAME);
            case AttemptEnd.FirstByteLate(), AttemptEnd.NoConnectionFree(), AttemptEnd.Cancelled() -> GIVE_UP;
            case AttemptEnd.Unusable() -> GIVE_UP;
            case AttemptEnd.Responded(int status, ErrorFacts error, RetryHints hints) ->
                responded(status, error, hints);
            case AttemptEnd.ErrorEvent(ErrorFacts error, RetryHints hints) ->
                responded(statusOf(error.type()), error, hints);
        };
    }

    /**
     * Returns whether {@code end} says that the upstream as a whole is overloaded.
     *
     * <p>An overload of compaction alone does not count: other requests still succeed, and any body can ask for it.
     */
    public static boolean isOverload(AttemptEnd end) {
        return switch (end) {
            case AttemptEnd.Responded(int status, ErrorFacts error, RetryHints _) ->
                (status == OVERLOADED || error.type().equals("overloaded_error")) && !isOfCompaction(error);
            case AttemptEnd.ErrorEvent(ErrorFacts error, RetryHints _) ->
                error.type().equals("overloaded_error") && !isOfCompaction(error);
            case AttemptEnd.NotConnected _, AttemptEnd.TlsRejected _, AttemptEnd.ClosedEarly _ -> false;
            case AttemptEnd.FirstByteLate _, AttemptEnd.NoConnectionFree _, AttemptEnd.Cancelled _ -> false;
            case AttemptEnd.Unusable _ -> false;
        };
    }

    private static boolean isOfCompaction(ErrorFacts error) {
        return error.code().filter(COMPACTION_CODE::equals).isPresent();
    }

    private Classification responded(int status, ErrorFacts error, RetryHints hints) {
        if (isAccountLevel(status, error)) {
            return out(RetryReason.ACCOUNT, StatedDate.in(error.message()));
        }
        return switch (status) {
            case 401 -> unauthorized(error);
            case TOO_MANY_REQUESTS -> rateLimited(error, hints);
            case INTERNAL_ERROR -> onSameKey(status, RetryReason.INTERNAL_ERROR, hints);
            case OVERLOADED -> onSameKey(status, RetryReason.OVERLOADED, hints);
            default -> onSameKey(status, RetryReason.SERVER_ERROR, hints);
        };
    }

    private static boolean isAccountLevel(int status, ErrorFacts error) {
        return error.code().filter(ACCOUNT_CODES::contains).isPresent()
                || (status == 400
                        && error.message().startsWith(OWN_LIMIT_BEGINNING)
                        && error.message().contains(OWN_LIMIT_END));
    }

    private static Classification unauthorized(ErrorFacts error) {
        return error.type().equals("authentication_error")
                ? out(RetryReason.KEY_REJECTED, Optional.empty())
                : retry(RetryReason.KEY_REJECTED, OnKey.OTHER_ONLY);
    }

    private Classification rateLimited(ErrorFacts error, RetryHints hints) {
        RetryReason reason = error.code().filter(ACCELERATION_CODE::equals).isPresent()
                ? RetryReason.ACCELERATION
                : RetryReason.RATE_LIMIT;
        KeyEffect rest = new KeyEffect.Rest(hints.retryAfter().orElse(USUAL_REST));
        boolean retried = retriedStatuses.contains(TOO_MANY_REQUESTS) && !hints.forbidden();
        Next next = retried ? new Next.Retry(reason, OnKey.OTHER_FIRST, hints.retryAfter()) : new Next.GiveUp();
        return new Classification(next, rest);
    }

    private Classification onSameKey(int status, RetryReason reason, RetryHints hints) {
        if (!retriedStatuses.contains(status) || hints.forbidden()) {
            return GIVE_UP;
        }
        return new Classification(new Next.Retry(reason, OnKey.SAME, hints.retryAfter()), new KeyEffect.None());
    }

    private static Classification out(RetryReason reason, Optional<Instant> until) {
        Next another = new Next.Retry(reason, OnKey.OTHER_ONLY, Optional.empty());
        return new Classification(another, new KeyEffect.Out(reason, until));
    }

    private static Classification retry(RetryReason reason, OnKey on) {
        return new Classification(new Next.Retry(reason, on, Optional.empty()), new KeyEffect.None());
    }

    /** Returns the status that belongs to an error inside a stream. Source: Messages API, errors. */
    private static int statusOf(String errorType) {
        return switch (errorType) {
            case "overloaded_error" -> OVERLOADED;
            case "rate_limit_error" -> TOO_MANY_REQUESTS;
            case "timeout_error" -> 504;
            case "api_error" -> INTERNAL_ERROR;
            case "authentication_error" -> 401;
            default -> 400;
        };
    }
}
