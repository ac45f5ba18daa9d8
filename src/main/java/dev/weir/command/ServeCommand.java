package dev.weir.command;

import dev.weir.check.PortCheck;
import dev.weir.check.StartCheck;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import io.quarkus.runtime.Quarkus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves if everything is valid; otherwise prints all faults. */
@Command(name = "serve", description = "Serve: the gateway, with the settings in ./config.")
public final class ServeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    public ServeCommand(CommandContext context) {
        this.context = context;
    }

    /** Runs the command; returns only where Weir does not start, as Quarkus ends the process itself. */
    @Override
    public Integer call() {
        SettingsLocation location = config.location(context);
        StartCheck check = StartCheck.of(location, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>(check.findings());
        if (Finding.faults(findings).isEmpty()) {
            findings.addAll(PortCheck.findings(location));
        }
        findings.forEach(finding -> finding.print(context.err()));
        int faults = Finding.faults(findings).size();
        if (faults > 0) {
            context.err()
                    .println("Weir does not start: " + CheckCommand.counted(faults) + " (working directory: "
                            + context.directory() + ")");
            return ExitCode.FAULTY;
        }
        location.useInThisProcess();
        Quarkus.run();
        return ExitCode.GOOD;
    }
}
