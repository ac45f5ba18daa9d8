package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.command.UserDesk.Opening;
import java.util.List;

/** Tells under which keyed hash logs and Redis know a user. */
public final class WhoisCommand {
    private static final String USAGE = """
            Use: weir whois <team> <user>

              <user>   as the policy writes it: account:<uuid>, device:<id>, key:<id>, user:<id> or the id alone
            """;

    private WhoisCommand() {}

    /** Runs the command. */
    public static int run(List<String> args, Shell shell) {
        if (args.size() != 2
                || args.getFirst().startsWith("-")
                || args.getLast().isBlank()) {
            shell.err().print(USAGE);
            return ExitCode.WRONG_USE;
        }
        return switch (UserDesk.open(shell)) {
            case Opening.Shut(List<Finding> faults) -> {
                faults.forEach(fault -> fault.print(shell.err()));
                yield ExitCode.FAULTY;
            }
            case Opening.Open(UserDesk desk) -> {
                String team = args.getFirst();
                if (desk.policy().team(team).isEmpty()) {
                    yield desk.unknownTeam(team, shell);
                }
                shell.out().println(desk.pseudonyms().of(team, Identity.written(args.getLast())));
                yield ExitCode.GOOD;
            }
        };
    }
}
