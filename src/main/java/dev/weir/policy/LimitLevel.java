package dev.weir.policy;

/** Whose a limit is. */
public enum LimitLevel {
    /** Each user has it alone. */
    USER("user"),
    /** The whole team shares it. */
    TEAM("team");

    private final String policyName;

    LimitLevel(String policyName) {
        this.policyName = policyName;
    }

    /** Returns the key of the plan that holds the limits of this level; also the first half of a limit's name. */
    public String policyName() {
        return policyName;
    }
}
