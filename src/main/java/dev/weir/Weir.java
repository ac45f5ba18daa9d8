package dev.weir;

import dev.weir.command.CheckCommand;
import dev.weir.command.ExitCode;
import dev.weir.command.KeyCommand;
import dev.weir.command.QuotaCommand;
import dev.weir.command.ServeCommand;
import dev.weir.command.Shell;
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
        System.exit(run(List.of(args), Shell.ofProcess()));
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code of {@link ExitCode}
     */
    static int run(List<String> args, Shell shell) {
        String command = args.isEmpty() ? "help" : args.getFirst();
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        return switch (command) {
            case "serve" -> ServeCommand.run(rest, shell);
            case "check" -> CheckCommand.run(rest, shell);
            case "key" -> new KeyCommand(Clock.systemUTC(), new SecureRandom()).run(rest, shell);
            case "quota" -> QuotaCommand.run(rest, shell);
            case "whois" -> WhoisCommand.run(rest, shell);
            case "simulate" -> SimulatorCommand.run(rest, shell.out(), shell.err());
            case "demo" -> Demo.run(rest, shell);
            case "help", "--help", "-h" -> help(shell);
            case "--version" -> version(shell);
            default -> unknown(command, shell);
        };
    }

    private static int help(Shell shell) {
        shell.out().print(USAGE);
        return ExitCode.GOOD;
    }

    private static int version(Shell shell) {
        String version = Optional.ofNullable(Weir.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        shell.out().println("weir " + version);
        return ExitCode.GOOD;
    }

    private static int unknown(String command, Shell shell) {
        shell.err().println("weir: unknown command: " + command);
        shell.err().println();
        shell.err().print(USAGE);
        return ExitCode.WRONG_USE;
    }
}
