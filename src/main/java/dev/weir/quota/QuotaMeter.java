package dev.weir.quota;

/** Where the limiter says what it did; the edge to metrics. */
public interface QuotaMeter {
    /** The limit of a decision that names none. */
    String NO_LIMIT = "none";

    /** Counts a decision about a call of a team, by the name of the limit that decided. */
    void decided(String team, Verdict verdict, String limit);

    /** Notes how long a call of the store took. */
    void took(Script script, long nanos);

    /** Counts what a call used and Redis will never know. */
    void lost(Loss reason);

    /** A decision; the closed set behind the metric label {@code decision}. */
    enum Verdict {
        /** Redis granted it, or there is no limit. */
        GRANTED("granted"),
        /** Redis denied it. */
        DENIED("denied"),
        /** It would have been denied, and was admitted. */
        SHADOW_DENIED("shadow_denied"),
        /** This replica granted it while Redis was gone. */
        LOCAL_GRANTED("local_granted"),
        /** This replica denied it while Redis was gone. */
        LOCAL_DENIED("local_denied");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code decision}. */
        public String label() {
            return label;
        }
    }

    /** Why a charge is lost; the closed set behind the metric label {@code reason}. */
    enum Loss {
        /** As many wait as may. */
        FULL("full"),
        /** Redis refuses it again and again. */
        REFUSED("refused");

        private final String label;

        Loss(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code reason}. */
        public String label() {
            return label;
        }
    }

    /** A call of the store; the closed set behind the metric label {@code script}. */
    enum Script {
        RESERVE("reserve"),
        RENEW("renew"),
        SETTLE("settle"),
        CHARGE("charge");

        private final String label;

        Script(String label) {
            this.label = label;
        }

        /** Returns the value of the metric label {@code script}. */
        public String label() {
            return label;
        }
    }
}
