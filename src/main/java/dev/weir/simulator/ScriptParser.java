package dev.weir.simulator;

import dev.weir.simulator.ScriptReading.Misread;
import dev.weir.simulator.ScriptReading.Understood;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the grammar of {@code x-simulate}: clauses {@code name} or {@code name=value}, joined by {@code ;}. */
final class ScriptParser {
    /** The longest text of a script, in tokens. */
    static final int MOST_TOKENS = 200_000;

    private ScriptParser() {}

    /** Never fails: a text that is not understood is a {@link Misread}. */
    static ScriptReading parse(String text) {
        List<Directive> directives = new ArrayList<>();
        for (String clause : Clauses.of(text)) {
            int equals = clause.indexOf('=');
            String name = equals < 0 ? clause : clause.substring(0, equals).strip();
            String value = equals < 0 ? "" : clause.substring(equals + 1).strip();
            Optional<DirectiveForm> form = DirectiveForm.named(name);
            if (form.isEmpty()) {
                return new Misread("x-simulate: unknown directive \"" + name + "\" (known: " + known() + ")");
            }
            Optional<Directive> directive = form.get().read(value);
            if (directive.isEmpty()) {
                return new Misread("x-simulate: " + name + ": \"" + value + "\" (expected: "
                        + form.get().expected() + ")");
            }
            directives.add(directive.get());
        }
        return new Understood(directives.isEmpty() ? SimulationScript.PLAIN : new SimulationScript(text, directives));
    }

    private static String known() {
        return DirectiveForm.ALL.stream().map(DirectiveForm::name).collect(Collectors.joining(", "));
    }
}
