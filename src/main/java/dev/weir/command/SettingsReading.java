package dev.weir.command;

import dev.weir.WeirConfig;
import java.util.List;

/** What came of reading the settings without Quarkus. */
public sealed interface SettingsReading {
    /**
     * There are settings to look at further.
     *
     * @param config the settings; where {@code findings} holds a fault about a key, harmless in place of what was there
     */
    record Read(WeirConfig config, List<Finding> findings) implements SettingsReading {
        public Read {
            findings = List.copyOf(findings);
        }
    }

    /** The settings file cannot be read, so that nothing can be said about its keys. */
    record Unreadable(Finding fault) implements SettingsReading {}
}
