package dev.weir.reload;

import java.util.List;

/** The result of checking a watched file. */
public sealed interface FileCheck {
    /** The content is the same as at the last check, valid or not: there is nothing to log or to count. */
    record Unchanged() implements FileCheck {}

    /** The content is new and valid, and is in force from now on. */
    record Reloaded() implements FileCheck {}

    /**
     * The content is new and invalid, or the file has become unreadable: the value in force stays.
     *
     * @param faults every fault; not empty
     */
    record Rejected(List<String> faults) implements FileCheck {
        public Rejected {
            faults = List.copyOf(faults);
        }
    }
}
