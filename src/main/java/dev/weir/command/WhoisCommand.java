package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.command.QuotaSetup.Outcome.Complete;
import dev.weir.command.QuotaSetup.Outcome.Incomplete;
import dev.weir.settings.Finding;
import java.util.List;

/** Tells under which keyed hash logs and Redis know a user. */
public final class WhoisCommand {
    private static final String USAGE = """
            Use: weir whois <team> <user>

              <user>   as the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone
            """;

    private WhoisCommand() {}

    /** Runs the command. */
    public static int run(List<String> args, CommandContext context) {
        if (args.size() != 2
                || args.getFirst().startsWith("-")
                || args.getLast().isBlank()) {
            context.err().print(USAGE);
            return ExitCode.WRONG_USE;
        }
        return switch (QuotaSetup.read(context.location())) {
            case Incomplete(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(context.err()));
                yield ExitCode.FAULTY;
            }
            case Complete(QuotaSetup setup) -> {
                String team = args.getFirst();
                if (setup.policy().team(team).isEmpty()) {
                    yield setup.unknownTeam(team, context);
                }
                context.out().println(setup.pseudonyms().of(team, Identity.parse(args.getLast())));
                yield ExitCode.GOOD;
            }
        };
    }
}
