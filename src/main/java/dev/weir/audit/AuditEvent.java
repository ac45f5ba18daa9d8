package dev.weir.audit;

import java.util.Locale;

/** What the audit log tells of. */
public enum AuditEvent {
    /** The gateway starts. */
    START,
    /** A file of the operator changed: it is in force, or was rejected. */
    RELOAD,
    /** A client's key was rejected. */
    KEY_REJECTED,
    /** An upstream rejected Weir's own key. */
    UPSTREAM_KEY_REJECTED,
    /** What a user or a team has used was set back to zero. */
    QUOTA_RESET,
    /** A budget's use has crossed a threshold of the plan. */
    BUDGET_THRESHOLD,
    /** The gateway stops. */
    DRAIN;

    /** Returns its name in the log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
