package dev.weir.policy;

import java.util.Arrays;
import java.util.Optional;

/** What a limit bounds. */
public enum LimitKind {
    /** Requests per minute. */
    REQUESTS_PER_MINUTE("requests-per-minute", Unit.REQUESTS, Window.MINUTE),
    /** The upstream's input tokens per minute: uncached input and cache writes. */
    INPUT_TOKENS_PER_MINUTE("input-tokens-per-minute", Unit.TOKENS, Window.MINUTE),
    /** Tokens produced per minute. */
    OUTPUT_TOKENS_PER_MINUTE("output-tokens-per-minute", Unit.TOKENS, Window.MINUTE),
    /** Requests per day of the team's time zone. */
    REQUESTS_PER_DAY("requests-per-day", Unit.REQUESTS, Window.DAY),
    /** Requests per calendar month of the team's time zone. */
    REQUESTS_PER_MONTH("requests-per-month", Unit.REQUESTS, Window.MONTH),
    /** Uncached input, cache writes and output per day of the team's time zone. */
    TOKENS_PER_DAY("tokens-per-day", Unit.TOKENS, Window.DAY),
    /** Uncached input, cache writes and output per week, from Monday on, of the team's time zone. */
    TOKENS_PER_WEEK("tokens-per-week", Unit.TOKENS, Window.WEEK),
    /** Uncached input, cache writes and output per calendar month of the team's time zone. */
    TOKENS_PER_MONTH("tokens-per-month", Unit.TOKENS, Window.MONTH),
    /** Money per day of the team's time zone. */
    USD_PER_DAY("usd-per-day", Unit.USD, Window.DAY),
    /** Money per week, from Monday on, of the team's time zone. */
    USD_PER_WEEK("usd-per-week", Unit.USD, Window.WEEK),
    /** Money per calendar month of the team's time zone. */
    USD_PER_MONTH("usd-per-month", Unit.USD, Window.MONTH),
    /** Requests in flight at one time. */
    CONCURRENT_REQUESTS("concurrent-requests", Unit.REQUESTS, Window.CONCURRENT),
    /** Requests of {@code count_tokens} per minute; only on the level of the team. */
    COUNT_TOKENS_PER_MINUTE("count-tokens-per-minute", Unit.REQUESTS, Window.MINUTE),
    /** Requests of one session of a user. */
    SESSION_REQUESTS("requests", Unit.REQUESTS, Window.SESSION),
    /** Uncached input, cache writes and output of one session of a user. */
    SESSION_TOKENS("tokens", Unit.TOKENS, Window.SESSION),
    /** Money of one session of a user. */
    SESSION_USD("usd", Unit.USD, Window.SESSION);

    /** The largest limit per minute: times 60,000 it stays below 2^53, up to which Redis scripts count exactly. */
    public static final long MAX_PER_MINUTE = 100_000_000_000L;

    /** The largest number of tokens or requests in a period. */
    public static final long MAX_TOKENS = 1_000_000_000_000_000L;

    /** The most money, in micro-dollars: in nano-dollars it stays below 2^53. */
    public static final long MAX_MICRO_USD = 4_500_000_000_000L;

    /** The most requests in flight. */
    public static final long MAX_CONCURRENT = 1_000_000;

    private final String policyName;
    private final Unit unit;
    private final Window window;

    LimitKind(String policyName, Unit unit, Window window) {
        this.policyName = policyName;
        this.unit = unit;
        this.window = window;
    }

    /** Returns the kind with that key under {@code user} or {@code team}; absent where there is none. */
    public static Optional<LimitKind> named(String policyName) {
        return Arrays.stream(values())
                .filter(kind -> !kind.isOfSession())
                .filter(kind -> kind.policyName.equals(policyName))
                .findFirst();
    }

    /** Returns the key of the policy, the second half of a limit's name. */
    public String policyName() {
        return policyName;
    }

    /** Returns what is counted. */
    public Unit unit() {
        return unit;
    }

    /** Returns the time over which it is counted. */
    public Window window() {
        return window;
    }

    /** Returns whether it counts over a day, a week, a month or a session. */
    public boolean isBudget() {
        return switch (window) {
            case DAY, WEEK, MONTH, SESSION -> true;
            case MINUTE, CONCURRENT -> false;
        };
    }

    /** Returns the largest value that a policy may set, in the unit's smallest part. */
    public long largest() {
        return switch (window) {
            case MINUTE -> MAX_PER_MINUTE;
            case CONCURRENT -> MAX_CONCURRENT;
            case DAY, WEEK, MONTH, SESSION -> unit == Unit.USD ? MAX_MICRO_USD : MAX_TOKENS;
        };
    }

    /** Returns whether a level may have this limit. */
    public boolean isFor(LimitLevel level) {
        return !isOfSession() && (this != COUNT_TOKENS_PER_MINUTE || level == LimitLevel.TEAM);
    }

    /** Returns whether it limits a session. */
    public boolean isOfSession() {
        return window == Window.SESSION;
    }

    /** What a limit counts. */
    public enum Unit {
        /** Whole requests. */
        REQUESTS("requests"),
        /** Whole tokens. */
        TOKENS("tokens"),
        /** US dollars, held as micro-dollars. */
        USD("usd");

        private final String wireName;

        Unit(String wireName) {
            this.wireName = wireName;
        }

        /** Returns the {@code unit} of {@code GET /weir/limits}. */
        public String wireName() {
            return wireName;
        }
    }

    /** The time over which a limit counts. */
    public enum Window {
        /** A bucket that refills over a minute. */
        MINUTE,
        /** A calendar day. */
        DAY,
        /** A week of ISO 8601, which begins on Monday. */
        WEEK,
        /** A calendar month. */
        MONTH,
        /** A session of a user, forgotten a day after its last admitted request. */
        SESSION,
        /** What is in flight now. */
        CONCURRENT
    }
}
