package dev.weir.bench;

import java.util.List;
import java.util.Map;

/**
 * How to start one target.
 *
 * @param files it reads, by their path below its directory
 * @param command that runs it in the foreground with that directory as its own
 */
record Recipe(Map<String, String> files, List<String> command) {
    Recipe {
        files = Map.copyOf(files);
        command = List.copyOf(command);
    }
}
