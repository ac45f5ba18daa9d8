package dev.weir.settings;

import java.util.List;

/** What came of reading the settings without Quarkus. */
public sealed interface SettingsReading {
    /**
     * There are settings to check further.
     *
     * @param config the settings; where {@code findings} holds a fault about a key, a harmless value stands in its
     *     place
     */
    record Loaded(WeirConfig config, List<Finding> findings) implements SettingsReading {
        public Loaded {
            findings = List.copyOf(findings);
        }
    }

    /** The settings file cannot be read, so that nothing can be said about its keys. */
    record NotLoaded(Finding fault) implements SettingsReading {}
}
