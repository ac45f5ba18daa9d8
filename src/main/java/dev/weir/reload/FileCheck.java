package dev.weir.reload;

import java.util.List;

/** What a look at a followed file found. */
public sealed interface FileCheck {
    /** The content is the one seen last time, whether that was good or bad: there is nothing to log or to count. */
    record Unchanged() implements FileCheck {}

    /** The content is new and good, and is in force from now on. */
    record Reloaded() implements FileCheck {}

    /**
     * The content is new and bad, or the file has become unreadable: what was in force before stays.
     *
     * @param faults every fault; not empty
     */
    record Refused(List<String> faults) implements FileCheck {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
