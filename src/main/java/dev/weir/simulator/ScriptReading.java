package dev.weir.simulator;

/** What became of the text of a script. */
sealed interface ScriptReading {
    /** A script that is understood. */
    record Understood(SimulationScript script) implements ScriptReading {}

    /** A text that is not; the message names the clause and what would be right. */
    record Misread(String message) implements ScriptReading {}
}
