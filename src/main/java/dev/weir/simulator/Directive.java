package dev.weir.simulator;

/** One clause of {@code x-simulate}: a wish about the answer, a fault, or how often the faults strike. */
sealed interface Directive permits Scenario, SimulatedFault, Directive.Times, Directive.Key {
    /**
     * How many requests with the same key meet the faults before all goes well.
     *
     * @param count at least 1
     */
    record Times(int count) implements Directive {}

    /** A label without effect but to keep the counts of {@link Times} apart. */
    record Key(String label) implements Directive {}
}
