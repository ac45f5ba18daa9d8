package dev.weir.quota.response;

import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes the headers that show the state of limits.
 *
 * <p>Source: Messages API, rate limits ({@code anthropic-ratelimit-*}); Claude Code's gateway protocol, spend limits
 * ({@code -unified-*}).
 */
public final class RateLimitHeaders {
    static final String PREFIX = "anthropic-ratelimit-";
    static final String UNIFIED = PREFIX + "unified-";

    private static final HeaderNames REQUESTS = HeaderNames.of("requests");
    private static final HeaderNames INPUT_TOKENS = HeaderNames.of("input-tokens");
    private static final HeaderNames OUTPUT_TOKENS = HeaderNames.of("output-tokens");
    private static final HeaderNames TOKENS = HeaderNames.of("tokens");
    private static final int MOST_LIMIT_HEADERS = 12;

    private static final double WARN_FROM = 0.75;
    private static final double WARN_AGAIN_FROM = 0.95;
    private static final BigDecimal MOST_USED = new BigDecimal("0.99");

    private RateLimitHeaders() {}

    /** The names of the headers of one kind of rate limit. */
    private record HeaderNames(String limit, String remaining, String reset) {
        static HeaderNames of(String kind) {
            return new HeaderNames(PREFIX + kind + "-limit", PREFIX + kind + "-remaining", PREFIX + kind + "-reset");
        }

        void put(Map<String, String> headers, LimitState state) {
            headers.put(limit, Long.toString(state.size()));
            headers.put(remaining, Long.toString(state.remaining()));
            state.resetsAtMillis().ifPresent(at -> headers.put(reset, LimitText.time(at)));
        }
    }

    /**
     * Returns the headers of a response to a request that was granted.
     *
     * @param terms of the request
     */
    public static QuotaHeaders of(Snapshot snapshot, Terms terms) {
        return new QuotaHeaders(limits(snapshot), warning(snapshot, terms));
    }

    /** Returns the rate limits: of each kind the one, of user or team, with the smaller share left. */
    public static Map<String, String> limits(Snapshot snapshot) {
        Optional<LimitState> requests = Optional.empty();
        Optional<LimitState> input = Optional.empty();
        Optional<LimitState> output = Optional.empty();
        for (LimitState state : snapshot.limits()) {
            LimitKind kind = state.limit().kind();
            if (kind == LimitKind.REQUESTS_PER_MINUTE) {
                requests = tighter(requests, state);
            } else if (kind == LimitKind.INPUT_TOKENS_PER_MINUTE) {
                input = tighter(input, state);
            } else if (kind == LimitKind.OUTPUT_TOKENS_PER_MINUTE) {
                output = tighter(output, state);
            }
        }
        Map<String, String> headers = HashMap.newHashMap(MOST_LIMIT_HEADERS);
        requests.ifPresent(state -> REQUESTS.put(headers, state));
        input.ifPresent(state -> INPUT_TOKENS.put(headers, state));
        output.ifPresent(state -> OUTPUT_TOKENS.put(headers, state));
        Optional<LimitState> tokens = output.isPresent() ? tighter(input, output.get()) : input;
        tokens.ifPresent(state -> TOKENS.put(headers, state));
        return headers;
    }

    /** Returns the one of the two with the smaller share left, the first where they are equal. */
    private static Optional<LimitState> tighter(Optional<LimitState> first, LimitState second) {
        return first.isPresent() && shareLeft(first.get()) <= shareLeft(second) ? first : Optional.of(second);
    }

    /** Returns the budget of money with the largest used share, from three quarters on; otherwise nothing. */
    private static Map<String, String> warning(Snapshot snapshot, Terms terms) {
        Optional<LimitState> most = Optional.empty();
        for (LimitState state : snapshot.limits()) {
            if (state.isBudget()
                    && state.limit().kind().unit() == Unit.USD
                    && !state.limit().kind().isOfSession()
                    && shareUsed(state) >= WARN_FROM
                    && (most.isEmpty() || shareUsed(state) >= shareUsed(most.get()))
                    && isCounting(terms, state.scope())) {
                most = Optional.of(state);
            }
        }
        return most.map(RateLimitHeaders::warning).orElse(Map.of());
    }

    /** Returns whether the request counts there; elsewhere it only holds what another model may use. */
    private static boolean isCounting(Terms terms, LimitScope scope) {
        for (LevelTerms level : terms.levels()) {
            if (level.isCounting() && level.scope().equals(scope)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> warning(LimitState state) {
        double used = shareUsed(state);
        String reset = reset(state.resetsAtMillis());
        BigDecimal utilization =
                BigDecimal.valueOf(used).setScale(2, RoundingMode.FLOOR).min(MOST_USED);
        return Map.of(
                UNIFIED + "status",
                "allowed_warning",
                UNIFIED + "representative-claim",
                "overage",
                UNIFIED + "overage-status",
                "allowed_warning",
                UNIFIED + "overage-utilization",
                utilization.toPlainString(),
                UNIFIED + "overage-surpassed-threshold",
                used >= WARN_AGAIN_FROM ? "0.95" : "0.75",
                UNIFIED + "reset",
                reset,
                UNIFIED + "overage-reset",
                reset);
    }

    /** Returns the headers of a rejection by a budget, except for {@code retry-after}. */
    static Map<String, String> rejection(LimitState state) {
        String reset = reset(state.resetsAtMillis());
        Map<String, String> headers = new HashMap<>(Map.of(
                UNIFIED + "status", "rejected",
                UNIFIED + "reset", reset,
                UNIFIED + "overage-reset", reset,
                UNIFIED + "overage-utilization", "1",
                UNIFIED + "overage-surpassed-threshold", "1",
                UNIFIED + "overage-period", period(state.limit().kind().window()),
                UNIFIED + "overage-disabled-reason", "org_spend_cap_reached"));
        if (state.level() == LimitLevel.TEAM) {
            headers.put(UNIFIED + "overage-scope", "group_pool");
        }
        return headers;
    }

    private static String period(Window window) {
        return switch (window) {
            case DAY -> "daily";
            case WEEK -> "weekly";
            case MONTH, SESSION, MINUTE, CONCURRENT -> "monthly";
        };
    }

    private static double shareLeft(LimitState state) {
        return state.size() == 0 ? 0 : (double) state.remaining() / state.size();
    }

    private static double shareUsed(LimitState state) {
        return state.size() == 0 ? 1 : (double) state.used() / state.size();
    }

    private static String reset(OptionalLong millis) {
        return Long.toString(LimitText.seconds(millis.orElse(0)));
    }
}
