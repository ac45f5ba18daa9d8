package dev.weir.bench;

/** What a run measures. */
sealed interface Course {
    /** CPU time per request, in rounds. */
    record Rounds() implements Course {}

    /**
     * Memory of streams that stay open.
     *
     * @param streams at the same time, 1 or more
     */
    record OpenStreams(int streams) implements Course {}

    /** Latency at rising rates of arrival. */
    record Ramp() implements Course {}

    /** Returns the option that asks for it, with a blank before it; empty for the usual one. */
    default String option() {
        return switch (this) {
            case Rounds _, Ramp _ -> name();
            case OpenStreams open -> name() + " " + open.streams();
        };
    }

    /** Returns the same without a value. */
    default String name() {
        return switch (this) {
            case Rounds _ -> "";
            case OpenStreams _ -> " --open-streams";
            case Ramp _ -> " --ramp";
        };
    }
}
