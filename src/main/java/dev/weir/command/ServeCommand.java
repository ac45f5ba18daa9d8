package dev.weir.command;

import dev.weir.check.StartCheck;
import dev.weir.settings.Finding;
import io.quarkus.runtime.Quarkus;
import java.util.List;

/** Serves, once all is good; otherwise says all that is missing. */
public final class ServeCommand {
    private ServeCommand() {}

    /** Runs the command; returns only where Weir does not start, as Quarkus ends the process itself. */
    public static int run(List<String> args, CommandContext context) {
        if (!args.isEmpty()) {
            context.err().println("weir: serve takes no arguments");
            return ExitCode.WRONG_USE;
        }
        List<Finding> findings = StartCheck.of(context.location()).findings();
        findings.forEach(finding -> finding.print(context.err()));
        long faults = Finding.faults(findings).size();
        if (faults > 0) {
            context.err()
                    .println("Weir does not start: " + CheckCommand.counted(faults) + " (working directory: "
                            + context.directory() + ")");
            return ExitCode.FAULTY;
        }
        Quarkus.run();
        return ExitCode.GOOD;
    }
}
