package dev.weir.simulator;

/** One clause of {@code x-simulate}: a property of the response, a fault, or how often the faults occur. */
sealed interface Directive permits Scenario, SimulatedFault, Directive.Times, Directive.Key {
    /**
     * How many requests with the same key get the faults before requests succeed.
     *
     * @param count at least 1
     */
    record Times(int count) implements Directive {}

    /** A label whose only effect is to separate the counts of {@link Times}. */
    record Key(String label) implements Directive {}
}
