package dev.weir.command;

import io.quarkus.runtime.Quarkus;
import java.util.List;

/** Serves, once all is good; otherwise says all that is missing. */
public final class ServeCommand {
    private ServeCommand() {}

    /** Runs the command; returns only where Weir does not start, as Quarkus ends the process itself. */
    public static int run(List<String> args, Shell shell) {
        if (!args.isEmpty()) {
            shell.err().println("weir: serve takes no arguments");
            return ExitCode.WRONG_USE;
        }
        List<Finding> findings = StartCheck.of(shell).findings();
        findings.forEach(finding -> finding.print(shell.err()));
        long faults = Finding.faults(findings);
        if (faults > 0) {
            shell.err()
                    .println("Weir does not start: " + CheckCommand.counted(faults) + " (working directory: "
                            + shell.directory() + ")");
            return ExitCode.FAULTY;
        }
        Quarkus.run();
        return ExitCode.GOOD;
    }
}
