package dev.weir.bench;

import java.util.List;
import java.util.Map;

/**
 * How to start one target.
 *
 * @param files it reads, by their path below its directory
 * @param command that runs it in the foreground with that directory as its own
 * @param headers that its requests carry beside those of all
 */
record Recipe(Map<String, String> files, List<String> command, Map<String, String> headers) {
    Recipe {
        files = Map.copyOf(files);
        command = List.copyOf(command);
        headers = Map.copyOf(headers);
    }

    /** Makes the recipe of a target that gets the same requests as the others. */
    Recipe(Map<String, String> files, List<String> command) {
        this(files, command, Map.of());
    }
}
