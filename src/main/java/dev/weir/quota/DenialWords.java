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

    private DenialWords() {}

    /** Returns the limit that has room last; where a slot of concurrency frees nobody knows, so it counts as a second. */
    static Refusing last(List<Refusing> refusing, long nowMillis) {
        return refusing.stream()
                .max(Comparator.comparingLong(each -> freeAt(each, nowMillis)))
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
        if (Words.isBudget(why.state().limit())) {
            return budget(why.state(), hold, nowMillis, headers);
        }
        long seconds = Words.seconds(freeAt(why, nowMillis) - nowMillis);
        headers.put("retry-after", Long.toString(Math.clamp(seconds, 1, LONGEST_WAIT_SECONDS)));
        return new Denied(ErrorType.RATE_LIMIT, rateMessage(why, hold, nowMillis), headers);
    }

    private static Denied budget(LimitState state, Amounts hold, long nowMillis, Map<String, String> headers) {
        long resetsAt = state.resetsAtMillis().orElse(nowMillis);
        headers.put("retry-after", Long.toString(Math.max(1, Words.seconds(resetsAt - nowMillis))));
        headers.put("x-should-retry", "false");
        headers.putAll(HeaderWords.rejection(state));
        String what = neverFits(state, hold)
                ? "send a smaller request or a lower max_tokens, or ask whoever runs this gateway for more"
                : "wait until then, or ask whoever runs this gateway for more";
        String message = standing(state, hold) + " It begins anew at " + Words.time(resetsAt) + ": " + what + ".";
        return new Denied(ErrorType.BILLING, message, headers);
    }

    private static String rateMessage(Refusing why, Amounts hold, long nowMillis) {
        LimitState state = why.state();
        if (state.limit().kind().window() == Window.CONCURRENT) {
            return standing(state, hold) + " A place is free as soon as one of them ends: try again then.";
        }
        if (neverFits(state, hold)) {
            return standing(state, hold) + " The request is larger than the limit itself: send a smaller one.";
        }
        return standing(state, hold) + " It has room again at " + Words.time(freeAt(why, nowMillis))
                + ": wait until then.";
    }

    /** Says what is used of which limit and what this call would have added. */
    private static String standing(LimitState state, Amounts hold) {
        Limit limit = state.limit();
        String used = Words.amount(limit, state.used()) + " of " + Words.amount(limit, state.size()) + " used";
        String held = state.held() == 0 ? "" : ", " + Words.amount(limit, state.held()) + " held by open requests";
        String wanted = limit.kind().window() == Window.CONCURRENT
                ? ""
                : ", and this one needs " + Words.amount(limit, Measure.of(limit.kind(), hold));
        return "The limit " + Words.name(state) + " has no room: " + used + held + wanted + ".";
    }

    private static boolean neverFits(LimitState state, Amounts hold) {
        return Measure.of(state.limit().kind(), hold) > state.size();
    }

    private static long freeAt(Refusing refusing, long nowMillis) {
        return refusing.state().limit().kind().window() == Window.CONCURRENT
                ? nowMillis + MILLIS
                : refusing.freeAtMillis();
    }
}
