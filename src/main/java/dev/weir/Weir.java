package dev.weir;

import dev.weir.command.CheckCommand;
import dev.weir.command.CommandContext;
import dev.weir.command.ExitCode;
import dev.weir.command.KeyCommand;
import dev.weir.command.QuotaCommand;
import dev.weir.command.ServeCommand;
import dev.weir.command.WhoisCommand;
import dev.weir.demo.Demo;
import dev.weir.simulator.SimulatorCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The command line: one command for each start; only {@code serve} and {@code demo} boot Quarkus. */
@QuarkusMain
public final class Weir {
    /** Says nothing of the demo, which belongs to the launcher: its Redis is not in the package. */
    private static final String USAGE = """
            Weir, a self-hosted gateway for the Anthropic Messages API.

              serve         the gateway, with ./config as it is
              check         checks settings, policy, prices, Redis and upstreams without serving; all faults at once
              key <team>    makes a key: prints it once, and the policy lines that hold its SHA-256
              quota show|reset <team> <user>
                            how a user's limits stand in Redis; or back to zero
              whois <team> <user>
                            the keyed hash under which logs and Redis know a user
              simulate      the simulated upstream alone
              --version     the version
              help          this page

            Exit codes: 0 good, 1 faults found or could not start, 2 wrong use.
            """;

    Weir() {}

    /** Runs the command that the first argument names and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), CommandContext.ofProcess()));
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code of {@link ExitCode}
     */
    static int run(List<String> args, CommandContext context) {
        String command = args.isEmpty() ? "help" : args.getFirst();
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        return switch (command) {
            case "serve" -> ServeCommand.run(rest, context);
            case "check" -> CheckCommand.run(rest, context);
            case "key" -> new KeyCommand(Clock.systemUTC(), new SecureRandom()).run(rest, context);
            case "quota" -> QuotaCommand.run(rest, context);
            case "whois" -> WhoisCommand.run(rest, context);
            case "simulate" -> SimulatorCommand.run(rest, context.out(), context.err());
            case "demo" -> Demo.run(rest, context);
            case "help", "--help", "-h" -> help(context);
            case "--version" -> version(context);
            default -> unknown(command, context);
        };
    }

    private static int help(CommandContext context) {
        context.out().print(USAGE);
        return ExitCode.GOOD;
    }

    private static int version(CommandContext context) {
        String version = Optional.ofNullable(Weir.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        context.out().println("weir " + version);
        return ExitCode.GOOD;
    }

    private static int unknown(String command, CommandContext context) {
        context.err().println("weir: unknown command: " + command);
        context.err().println();
        context.err().print(USAGE);
        return ExitCode.WRONG_USE;
    }
}
