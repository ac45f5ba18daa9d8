package dev.weir.reload;

import java.util.List;

/** What a look at a followed file found. */
public sealed interface Poll {
    /** The content is the one seen last time, whether that was good or bad: there is nothing to log or to count. */
    record Unchanged() implements Poll {}

    /** The content is new and good, and is in force from now on. */
    record Reloaded() implements Poll {}

    /**
     * The content is new and bad, or the file has become unreadable: what was in force before stays.
     *
     * @param faults every fault; not empty
     */
    record Refused(List<String> faults) implements Poll {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
