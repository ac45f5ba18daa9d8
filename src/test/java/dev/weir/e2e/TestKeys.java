package dev.weir.e2e;

/** The keys of the callers in the tests. */
final class TestKeys {
    /** Allowed everything; its upstream plays scripts. */
    static final String OPEN = "e2e-key-open-canary-0001";
    /** As {@link #OPEN}, but its upstream is the simulator. */
    static final String SIMULATED = "e2e-key-simulated-canary-0002";
    /** Allowed only {@code claude-*}, and no feature that a plan can deny. */
    static final String STRICT = "e2e-key-strict-canary-0003";
    /** Expired long ago. */
    static final String EXPIRED = "e2e-key-expired-canary-0004";
    /** Its upstream listens on no port. */
    static final String DEAD = "e2e-key-dead-canary-0005";
    /** Its upstream takes the credential as a bearer token. */
    static final String BEARER = "e2e-key-bearer-canary-0006";
    /** Bound to the user {@code bound-user-canary}. */
    static final String BOUND = "e2e-key-bound-canary-0007";
    /** Its team names no upstream. */
    static final String ANYWHERE = "e2e-key-anywhere-canary-0008";
    /** Is in no policy. */
    static final String UNKNOWN = "e2e-key-unknown-canary-0009";

    /** The user that the policy blocks. */
    static final String BLOCKED_USER = "blocked-user-canary";

    private TestKeys() {}
}
