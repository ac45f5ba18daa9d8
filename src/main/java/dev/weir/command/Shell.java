package dev.weir.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around itself.
 *
 * @param environment the variables of the process
 * @param directory the working directory; {@code config/} lies in it
 * @param out where results go
 * @param err where complaints go
 */
public record Shell(Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** Returns that of this process. */
    public static Shell ofProcess() {
        return new Shell(System.getenv(), Path.of("").toAbsolutePath(), System.out, System.err);
    }
}
