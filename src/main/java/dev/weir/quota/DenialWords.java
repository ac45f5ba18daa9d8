package dev.weir.quota;

import dev.weir.messages.ErrorType;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply.Refusing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says why a call is refused, so that the client can act on it.
 *
 * <p>Waits of more than a minute are only told with {@code x-should-retry: false}: SDKs sleep for whatever {@code retry-after}
 * says. Source: the SDKs' own retry code.
 */
final class DenialWords {
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int MILLIS = 1_000;

    /** How long to wait for an open request to end, which nobody knows: for a place, and for what it holds. */
    private static final long PLACE_MILLIS = 1_000;

    private static final long HOLD_MILLIS = 5_000;

    private DenialWords() {}

    /** Returns the limit that has room last. */
    static Refusing last(List<Refusing> refusing, long nowMillis) {
        return refusing.stream()
                .max(Comparator.comparingLong(each -> waitMillis(each, nowMillis)))
                .orElseThrow();
    }

    /**
     * Returns the refusal.
     *
     * @param hold what was to be held
     * @param more headers besides those that say why
     */
    static Denied denied(Refusing why, Amounts hold, long nowMillis, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("x-weir-limit", Words.name(why.state()));
        if (Words.isBudget(why.state().limit()) && !isHeldUp(why)) {
            return spent(why.state(), hold, nowMillis, headers);
        }
        long wait = waitMillis(why, nowMillis);
        headers.put("retry-after", Long.toString(Math.clamp(Words.seconds(wait), 1, LONGEST_WAIT_SECONDS)));
        String advice = isHeldUp(why)
                ? " It has room as soon as an open request ends: try again then."
                : " It has room again at " + Words.time(nowMillis + wait) + ": wait until then.";
        return new Denied(ErrorType.RATE_LIMIT, standing(why.state(), hold) + advice, headers);
    }

    private static Denied spent(LimitState state, Amounts hold, long nowMillis, Map<String, String> headers) {
        long resetsAt = state.resetsAtMillis().orElse(nowMillis);
        headers.put("retry-after", Long.toString(Math.max(1, Words.seconds(resetsAt - nowMillis))));
        headers.put("x-should-retry", "false");
        headers.putAll(HeaderWords.rejection(state));
        boolean isTooLarge =
                state.used() < state.size() && Measure.of(state.limit().kind(), hold) > state.size();
        String what = isTooLarge
                ? "send a smaller request or a lower max_tokens, or ask whoever runs this gateway for more"
                : "wait until then, or ask whoever runs this gateway for more";
        String message = standing(state, hold) + " It begins anew at " + Words.time(resetsAt) + ": " + what + ".";
        return new Denied(ErrorType.BILLING, message, headers);
    }

    /** Says what is used of which limit and what this call may add. */
    private static String standing(LimitState state, Amounts hold) {
        Limit limit = state.limit();
        String used = Words.amount(limit, state.used()) + " of " + Words.amount(limit, state.size()) + " used";
        String held = state.held() == 0 ? "" : ", " + Words.amount(limit, state.held()) + " held by open requests";
        String wanted = limit.kind().window() == Window.CONCURRENT
                ? ""
                : ", and this one may need " + Words.amount(limit, Measure.of(limit.kind(), hold));
        return "The limit " + Words.name(state) + " has no room: " + used + held + wanted + ".";
    }

    /** Whether open requests are in the way rather than what was used: a bucket that is full before, a period that goes on. */
    private static boolean isHeldUp(Refusing refusing) {
        long resetsAt = refusing.state().resetsAtMillis().orElse(Long.MAX_VALUE);
        return switch (refusing.state().limit().kind().window()) {
            case MINUTE -> refusing.freeAtMillis() > resetsAt;
            case DAY, MONTH -> refusing.freeAtMillis() < resetsAt;
            case CONCURRENT -> true;
        };
    }

    private static long waitMillis(Refusing refusing, long nowMillis) {
        if (refusing.state().limit().kind().window() == Window.CONCURRENT) {
            return PLACE_MILLIS;
        }
        long wait = refusing.freeAtMillis() - nowMillis;
        return isHeldUp(refusing) ? Math.clamp(wait, MILLIS, HOLD_MILLIS) : wait;
    }
}
