package dev.weir.quota.response;

import dev.weir.messages.ErrorType;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes why a request is rejected, so that the client can act on it.
 *
 * <p>Waits of more than a minute are sent only with {@code x-should-retry: false}: SDKs sleep for whatever
 * {@code retry-after} says. Source: the SDKs' own retry code.
 */
public final class RejectionMessage {
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int MILLIS = 1_000;

    /** How long to wait until an open request ends, which nobody knows: for its slot, and for what it holds. */
    private static final long SLOT_MILLIS = 1_000;

    private static final long HOLD_MILLIS = 5_000;

    private static final String WHERE = " GET /weir/limits with the same key shows all limits and what is used.";

    private static final String SESSION_SECONDS = "86400";
    private static final String SESSION_ADVICE =
            " This session has used up its own budget; your other sessions go on. Start a new session (in Claude Code:"
                    + " /clear, or run claude again), or ask whoever runs this gateway for more.";
    private static final String OTHER_SESSIONS_ADVICE =
            " This session shares that budget with all that you began after today's number of new sessions, and so"
                    + " would another new one. Go on in an earlier session, start a new one after midnight UTC, or ask"
                    + " whoever runs this gateway for more.";
    private static final String TOO_LARGE_ADVICE =
            " No session has so much: send a smaller request or a lower max_tokens (in Claude Code: /compact), or ask"
                    + " whoever runs this gateway for more.";

    private RejectionMessage() {}

    /** Returns the limit that has room last. */
    public static ExhaustedLimit freeLast(List<ExhaustedLimit> exhausted, long nowMillis) {
        return exhausted.stream()
                .max(Comparator.comparingLong(each -> waitMillis(each, nowMillis)))
                .orElseThrow();
    }

    /**
     * Returns the error response.
     *
     * @param hold what was to be held
     * @param more further headers
     */
    public static Rejection of(ExhaustedLimit why, Amounts hold, long nowMillis, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("x-weir-limit", why.state().name());
        if (why.state().isBudget() && !isHeldUp(why)) {
            return spent(why.state(), hold, nowMillis, headers);
        }
        long wait = waitMillis(why, nowMillis);
        headers.put("retry-after", Long.toString(Math.clamp(LimitText.seconds(wait), 1, LONGEST_WAIT_SECONDS)));
        String advice = isHeldUp(why)
                ? " It has room as soon as an open request ends; one that you left ends within seconds. Try again then."
                : " It has room again at " + LimitText.time(nowMillis + wait) + ": wait until then.";
        return new Rejection(ErrorType.RATE_LIMIT, usageOf(why.state(), hold) + advice + WHERE, headers);
    }

    private static Rejection spent(LimitState state, Amounts hold, long nowMillis, Map<String, String> headers) {
        headers.put("x-should-retry", "false");
        if (state.limit().kind().isOfSession()) {
            headers.put("retry-after", SESSION_SECONDS);
            return new Rejection(ErrorType.BILLING, usageOf(state, hold) + sessionAdvice(state, hold) + WHERE, headers);
        }
        long resetsAt = state.resetsAtMillis().orElse(nowMillis);
        headers.put("retry-after", Long.toString(Math.max(1, LimitText.seconds(resetsAt - nowMillis))));
        headers.putAll(RateLimitHeaders.rejection(state));
        String what = isTooLarge(state, hold)
                ? "send a smaller request or a lower max_tokens, or ask whoever runs this gateway for more"
                : "wait until then, or ask whoever runs this gateway for more";
        String message =
                usageOf(state, hold) + " It begins anew at " + LimitText.time(resetsAt) + ": " + what + "." + WHERE;
        return new Rejection(ErrorType.BILLING, message, headers);
    }

    private static String sessionAdvice(LimitState state, Amounts hold) {
        if (isTooLarge(state, hold)) {
            return TOO_LARGE_ADVICE;
        }
        return state.scope().isOfOtherSessions() ? OTHER_SESSIONS_ADVICE : SESSION_ADVICE;
    }

    /** Returns whether the budget is not used up, and the request may need more than the whole of it. */
    private static boolean isTooLarge(LimitState state, Amounts hold) {
        return state.used() < state.size() && wanted(state.limit(), hold) > state.size();
    }

    /** Returns the text that names the limit, its usage and what this request may add. */
    private static String usageOf(LimitState state, Amounts hold) {
        Limit limit = state.limit();
        String used = LimitText.amount(limit, state.used()) + " of " + LimitText.amount(limit, state.size()) + " used";
        String held = state.held() == 0 ? "" : ", " + LimitText.amount(limit, state.held()) + " held by open requests";
        String wanted = limit.kind().window() == Window.CONCURRENT
                ? ""
                : ", and this one may need " + LimitText.amount(limit, wanted(limit, hold));
        return "The limit " + state.name() + " has no room: " + used + held + wanted + ".";
    }

    private static long wanted(Limit limit, Amounts hold) {
        return AmountField.countedBy(limit.kind()).of(hold);
    }

    /**
     * Returns whether only open requests are in the way: the bucket would refill, or the budget has room, once they
     * end.
     */
    private static boolean isHeldUp(ExhaustedLimit exhausted) {
        long resetsAt = exhausted.state().resetsAtMillis().orElse(Long.MAX_VALUE);
        return switch (exhausted.state().limit().kind().window()) {
            case MINUTE -> exhausted.freeAtMillis() > resetsAt;
            case DAY, WEEK, MONTH, SESSION -> exhausted.freeAtMillis() < resetsAt;
            case CONCURRENT -> true;
        };
    }

    private static long waitMillis(ExhaustedLimit exhausted, long nowMillis) {
        if (exhausted.state().limit().kind().window() == Window.CONCURRENT) {
            return SLOT_MILLIS;
        }
        long wait = exhausted.freeAtMillis() - nowMillis;
        return isHeldUp(exhausted) ? Math.clamp(wait, MILLIS, HOLD_MILLIS) : wait;
    }
}
