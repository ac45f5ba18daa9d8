package dev.weir.metering;

/** A part of the time that Weir itself adds; the closed set behind the metric label {@code phase}. */
enum Phase {
    AUTH("auth"),
    READ("read"),
    QUOTA("quota"),
    CONNECT("connect"),
    RELAY("relay");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code phase}. */
    String label() {
        return label;
    }

    /** Returns how long the phase took, −1 where the exchange did not get that far. */
    long nanos(UsageRecord.Times times) {
        return switch (this) {
            case AUTH -> times.authNanos();
            case READ -> times.readNanos();
            case QUOTA -> times.quotaNanos();
            case CONNECT -> times.connectNanos();
            case RELAY -> times.relayNanos();
        };
    }
}
