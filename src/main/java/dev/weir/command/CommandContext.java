package dev.weir.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The process that a command runs in.
 *
 * @param environment the variables of the process
 * @param directory the working directory
 * @param out for results
 * @param err for errors
 */
public record CommandContext(Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {
    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /** Returns that of this process. */
    public static CommandContext ofProcess() {
        return new CommandContext(System.getenv(), Path.of("").toAbsolutePath(), System.out, System.err);
    }
}
