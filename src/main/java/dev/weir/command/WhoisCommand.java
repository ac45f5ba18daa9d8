package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.command.QuotaSetup.Outcome.Complete;
import dev.weir.command.QuotaSetup.Outcome.Incomplete;
import dev.weir.settings.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints under which keyed hash logs and Redis know a user. */
@Command(name = "whois", description = "Print the keyed hash under which logs and Redis know a user.")
public final class WhoisCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "<team>", description = "Team of the policy.")
    private String team = "";

    @Parameters(index = "1", paramLabel = "<user>", converter = NotBlank.class, description = QuotaCommand.USER)
    private String user = "";

    public WhoisCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return switch (QuotaSetup.read(config.location(context))) {
            case Incomplete(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(context.err()));
                yield ExitCode.FAULTY;
            }
            case Complete(QuotaSetup setup) -> {
                if (setup.policy().team(team).isEmpty()) {
                    yield setup.unknownTeam(team, context);
                }
                context.out().println(setup.pseudonyms().of(team, Identity.parse(user)));
                yield ExitCode.GOOD;
            }
        };
    }
}
