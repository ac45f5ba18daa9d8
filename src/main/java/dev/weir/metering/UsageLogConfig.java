package dev.weir.metering;

import io.smallrye.config.WithDefault;

/** The part {@code weir.usage-log}. */
public interface UsageLogConfig {
    /** What happens to a line where {@value BatchingHandler#CAPACITY} lines wait to be written. */
    @WithDefault("drop")
    WhenFull whenFull();

    /** What happens to a line that finds no room. */
    enum WhenFull {
        /** It is dropped and counted; requests go on. */
        DROP,

        /** The request waits until there is room; nothing is lost. */
        BLOCK
    }
}
