package dev.weir.policy;

/**
 * What the limits of a level count: all requests, those for the models of one entry, or those of one session.
 *
 * @param entry the name of the entry of {@code per-model}, or the keyed hash of the session; empty where all count
 */
public record LimitScope(LimitLevel level, LimitPart part, String entry) {
    /** All requests of a user. */
    public static final LimitScope USER = new LimitScope(LimitLevel.USER, LimitPart.ALL, "");

    /** All requests of a team. */
    public static final LimitScope TEAM = new LimitScope(LimitLevel.TEAM, LimitPart.ALL, "");

    /** The session that those beyond a user's number of new ones share; no keyed hash equals it. */
    public static final String OTHER_SESSION = "other";

    /** Which requests count. */
    public enum LimitPart {
        /** All. */
        ALL,
        /** Those for the models of an entry of {@code per-model}. */
        MODELS,
        /** Those of a session. */
        SESSION
    }

    /** Returns all requests of a level. */
    public static LimitScope of(LimitLevel level) {
        return switch (level) {
            case USER -> USER;
            case TEAM -> TEAM;
        };
    }

    /** Returns the requests for the models of an entry. */
    public static LimitScope ofModels(LimitLevel level, String entry) {
        return new LimitScope(level, LimitPart.MODELS, entry);
    }

    /**
     * Returns the requests of a session of a user.
     *
     * @param session its keyed hash
     */
    public static LimitScope ofSession(String session) {
        return new LimitScope(LimitLevel.USER, LimitPart.SESSION, session);
    }

    /** Returns whether it is the session that those beyond a user's number of new ones share. */
    public boolean isOfOtherSessions() {
        return part == LimitPart.SESSION && entry.equals(OTHER_SESSION);
    }

    /** Returns the name of a limit for callers and metrics, as in {@code user/per-model[opus]/usd-per-week}. */
    public String nameOf(Limit limit) {
        return switch (part) {
            case ALL -> limit.nameAt(level);
            case MODELS ->
                level.policyName() + "/per-model[" + entry + "]/" + limit.kind().policyName();
            case SESSION -> level.policyName() + "/session/" + limit.kind().policyName();
        };
    }
}
