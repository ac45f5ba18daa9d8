package dev.weir.simulator;

/** The result of parsing a script. */
sealed interface ScriptReading {
    /** A valid script. */
    record Understood(SimulationScript script) implements ScriptReading {}

    /** An invalid text; the message names the clause and what is expected. */
    record Misread(String message) implements ScriptReading {}
}
