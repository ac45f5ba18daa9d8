package dev.weir.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a file or secret of the operator stands.
 *
 * @param setting the setting that names it
 * @param changedAt when another content was last seen; absent where it is as it was at the start
 * @param changes what was new, in words; empty where nothing was
 * @param faults of the content that is there now; empty where it is in force
 */
public record FileStatus(String setting, Optional<Instant> changedAt, String changes, List<String> faults) {
    public FileStatus {
        faults = List.copyOf(faults);
    }

    /** Returns when it changed, for people. */
    public String changed() {
        return changedAt.map(ShownAmount::dayAndTime).orElse("at the start");
    }

    /** Returns whether its content is in force. */
    public boolean isGood() {
        return faults.isEmpty();
    }
}
