package dev.weir.settings;

import java.util.List;

/** The outcome of reading the settings of Redis. */
public sealed interface RedisSettingsReading {
    /** They can be used. */
    record Usable(RedisSettings settings) implements RedisSettingsReading {}

    /** The gateway could not use them. */
    record Unusable(List<Finding> faults) implements RedisSettingsReading {
        public Unusable {
            faults = List.copyOf(faults);
        }
    }
}
