package dev.weir.simulator;

import java.util.List;
import java.util.Optional;

/**
 * What {@code x-simulate} or a model name asks for.
 *
 * @param text the clauses as they were written; empty for none
 * @param directives the clauses in their order
 */
record Script(String text, List<Directive> directives) {
    /** Nothing special: a plain answer. */
    static final Script PLAIN = new Script("", List.of());

    Script {
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
    Script withoutFaults() {
        return new Script(
                text, directives.stream().filter(one -> !(one instanceof Fault)).toList());
    }
}
