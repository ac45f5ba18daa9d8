package dev.weir.command;

import dev.weir.auth.Identity;
import dev.weir.command.QuotaSetup.SetupOutcome.Complete;
import dev.weir.command.QuotaSetup.SetupOutcome.Incomplete;
import dev.weir.policy.Team;
import dev.weir.settings.Finding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints under which keyed hash logs and Redis know a user. */
@Command(
        name = "whois",
        description =
                "Print the keyed hash under which logs and Redis know a user, or the user whom the policy names for a"
                        + " hash.")
public final class WhoisCommand implements Callable<Integer> {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "<team>", description = "Team of the policy.")
    private String team = "";

    @Parameters(
            index = "1",
            paramLabel = "<user>",
            converter = NotBlank.class,
            description = QuotaCommand.USER + " Or a hash of 32 hex characters.")
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
                yield setup.policy()
                        .team(team)
                        .map(known -> HASH.matcher(user).matches() ? printIdentity(known, setup) : printHash(setup))
                        .orElseGet(() -> setup.unknownTeam(team, context));
            }
        };
    }

    private int printHash(QuotaSetup setup) {
        context.out().println(setup.pseudonyms().of(team, Identity.parse(user)));
        return ExitCode.GOOD;
    }

    private int printIdentity(Team known, QuotaSetup setup) {
        Optional<Identity> identity = PolicyUsers.of(known, setup.pseudonyms()).find(user);
        identity.ifPresentOrElse(
                found -> context.out().println(found.name()),
                () -> context.err()
                        .println("weir: the policy names no user of team " + team + " with this hash; other users can"
                                + " only be found from their identity"));
        return identity.isPresent() ? ExitCode.GOOD : ExitCode.FAULTY;
    }
}
