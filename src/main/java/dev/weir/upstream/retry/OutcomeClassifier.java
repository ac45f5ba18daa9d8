package dev.weir.upstream.retry;

import dev.weir.messages.ErrorFacts;
import dev.weir.upstream.retry.Verdict.KeyEffect;
import dev.weir.upstream.retry.Verdict.Next;
import dev.weir.upstream.retry.Verdict.OnKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what each end of an attempt means. Pure; safe for any thread.
 *
 * <p>What a caller can bring about alone never takes a key out: of the errors of 4xx only those do that name the
 * account, or Weir's own credential. Source of types and codes: Messages API, errors.
 */
public final class OutcomeClassifier {
    /** How long a key rests on a 429 that says no time. */
    private static final Duration USUAL_REST = Duration.ofSeconds(5);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_ERROR = 500;
    private static final int OVERLOADED = 529;

    /**
     * Codes that speak of the account behind the key, at whichever status they come. Those of billing policies, user
     * profiles and linked organizations are not among them: a body can choose those.
     */
    private static final Set<String> ACCOUNT_CODES = Set.of(
            "enforced_spend_limit_reached",
            "contract_spend_limit_reached",
            "organization_on_hold",
            "cmek_key_disabled",
            "cmek_key_network_blocked");

    /** The load of the account grew faster than the upstream allows. */
    private static final String ACCELERATION_CODE = "ramp_limit_exceeded";

    /** A feature of the upstream is overloaded. */
    private static final String COMPACTION_CODE = "compaction_unavailable";

    /** An account's own limit has no code, only this wording, at status 400. Source: Messages API, errors. */
    private static final String OWN_LIMIT_BEGINNING = "You have reached your specified";

    private static final String OWN_LIMIT_END = "API usage limits";

    private static final Verdict GIVE_UP = new Verdict(new Next.GiveUp(), new KeyEffect.None());

    private final Set<Integer> retriedStatuses;

    /** Makes a classifier that retries {@code statuses}, but never another status of 4xx than 408 and 429. */
    public OutcomeClassifier(Set<Integer> statuses) {
        this.retriedStatuses = statuses.stream()
                .filter(status -> status >= INTERNAL_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what {@code end} means. */
    public Verdict classify(AttemptEnd end) {
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
     * Returns whether {@code end} says that the upstream has more to do than it can, whatever is asked of it.
     *
     * <p>That compaction alone is unavailable says nothing of other requests, and a body can ask for it.
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

    private Verdict responded(int status, ErrorFacts error, RetryHints hints) {
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

    private static Verdict unauthorized(ErrorFacts error) {
        return error.type().equals("authentication_error")
                ? out(RetryReason.KEY_REJECTED, Optional.empty())
                : retry(RetryReason.KEY_REJECTED, OnKey.OTHER_ONLY);
    }

    private Verdict rateLimited(ErrorFacts error, RetryHints hints) {
        RetryReason reason = error.code().filter(ACCELERATION_CODE::equals).isPresent()
                ? RetryReason.ACCELERATION
                : RetryReason.RATE_LIMIT;
        KeyEffect rest = new KeyEffect.Rest(hints.retryAfter().orElse(USUAL_REST));
        boolean retried = retriedStatuses.contains(TOO_MANY_REQUESTS) && !hints.forbidden();
        Next next = retried ? new Next.Retry(reason, OnKey.OTHER_FIRST, hints.retryAfter()) : new Next.GiveUp();
        return new Verdict(next, rest);
    }

    private Verdict onSameKey(int status, RetryReason reason, RetryHints hints) {
        if (!retriedStatuses.contains(status) || hints.forbidden()) {
            return GIVE_UP;
        }
        return new Verdict(new Next.Retry(reason, OnKey.SAME, hints.retryAfter()), new KeyEffect.None());
    }

    private static Verdict out(RetryReason reason, Optional<Instant> until) {
        Next another = new Next.Retry(reason, OnKey.OTHER_ONLY, Optional.empty());
        return new Verdict(another, new KeyEffect.Out(reason, until));
    }

    private static Verdict retry(RetryReason reason, OnKey on) {
        return new Verdict(new Next.Retry(reason, on, Optional.empty()), new KeyEffect.None());
    }

    /** The status that a response would have had whose error came inside the stream. Source: Messages API, errors. */
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
