package dev.weir.quota;

import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Subject;

/** Takes the events of the limiter; the edge to metrics. */
public interface QuotaMeter {
    /** The limit of a decision without a limit. */
    String NO_LIMIT = "none";

    /** Counts a decision on a request of a team, with the name of the deciding limit. */
    void decided(String team, DecisionKind kind, String limit);

    /** Notes the state of a team's budget as Redis has just said. */
    void budgetUsed(String team, LimitState budget);

    /** Notes how long an operation of the store took. */
    void took(StoreOperation operation, long nanos);

    /** Counts a charge that is lost for Redis. */
    void lost(LossReason reason);

    /** Tells that a user or its team was the first to reach a threshold of a budget in its period. */
    void reached(Subject subject, ReachedThreshold reached);

    /** A decision; the closed set behind the metric label {@code decision}. */
    enum DecisionKind {
        /** Redis granted the request, or there is no limit. */
        GRANTED("granted"),
        /** Redis denied the request. */
        DENIED("denied"),
        /** The request would have been denied, and was admitted in shadow mode. */
        SHADOW_DENIED("shadow_denied"),
        /** This replica granted the request while Redis was gone. */
        LOCAL_GRANTED("local_granted"),
        /** This replica denied the request while Redis was gone. */
        LOCAL_DENIED("local_denied");

        private final String label;

        DecisionKind(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code decision}. */
        public String label() {
            return label;
        }
    }

    /** Why a charge is lost; the closed set behind the metric label {@code reason}. */
    enum LossReason {
        /** The queue is full. */
        FULL("full"),
        /** Redis replied with an error again and again. */
        REFUSED("refused");

        private final String label;

        LossReason(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code reason}. */
        public String label() {
            return label;
        }
    }

    /** An operation of the store; the closed set behind the metric label {@code script}. */
    enum StoreOperation {
        RESERVE("reserve"),
        RENEW("renew"),
        SETTLE("settle"),
        CHARGE("charge");

        private final String label;

        StoreOperation(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code script}. */
        public String label() {
            return label;
        }
    }
}
