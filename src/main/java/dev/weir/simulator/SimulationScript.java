package dev.weir.simulator;

import java.util.List;
import java.util.Optional;

/**
 * The script of {@code x-simulate} or of a model name.
 *
 * @param text the clauses as they were written; empty for none
 * @param directives the clauses in their order
 */
record SimulationScript(String text, List<Directive> directives) {
    /** No directives: a plain response. */
    static final SimulationScript PLAIN = new SimulationScript("", List.of());

    SimulationScript {
        directives = List.copyOf(directives);
    }

    /** The last clause of this form, as later ones win. */
    <T extends Directive> Optional<T> find(Class<T> form) {
        return directives.stream().filter(form::isInstance).map(form::cast).reduce((_, later) -> later);
    }

    /** Whether there is a clause of this form. */
    boolean has(Class<? extends Directive> form) {
        return directives.stream().anyMatch(form::isInstance);
    }

    /** The same script when its faults are over. */
    SimulationScript withoutFaults() {
        return new SimulationScript(
                text,
                directives.stream()
                        .filter(one -> !(one instanceof SimulatedFault))
                        .toList());
    }
}
