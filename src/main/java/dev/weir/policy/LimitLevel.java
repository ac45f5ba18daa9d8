package dev.weir.policy;

/** To whom a limit applies. */
public enum LimitLevel {
    /** Each user of the team has the limit for itself. */
    USER("user"),
    /** All users of the team share the limit. */
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
