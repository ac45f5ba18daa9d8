package dev.weir;

import dev.weir.command.AotCacheCommand;
import dev.weir.command.CheckCommand;
import dev.weir.command.CommandContext;
import dev.weir.command.CommandLines;
import dev.weir.command.ExitCode;
import dev.weir.command.HealthCommand;
import dev.weir.command.HelpOption;
import dev.weir.command.KeyCommand;
import dev.weir.command.QuotaCommand;
import dev.weir.command.ServeCommand;
import dev.weir.command.SimulateCommand;
import dev.weir.command.UsageCommand;
import dev.weir.command.WhoisCommand;
import dev.weir.demo.DemoCommand;
import dev.weir.training.JavaLaunch;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line; only {@code serve} and {@code demo} boot Quarkus. */
@QuarkusMain
@Command(
        name = "weir",
        description = "Weir, a self-hosted gateway for the Anthropic Messages API.",
        footer = {"", "Exit codes: 0 good, 1 faults found or could not start, 2 wrong usage."})
public final class Weir implements Callable<Integer> {
    /**
     * Quarkus would give a bare 400 to a target that {@code java.net.URI} cannot read; to HTTP it may be one. Source:
     * Quarkus 3.33.2.1, VertxHttpRecorder.
     */
    private static final String ANY_TARGET = "vertx.disableURIValidation";

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--version", description = "Print the version.")
    private boolean isVersionAsked;

    Weir() {}

    /** Runs the command that the first argument names and ends the process with its exit code. */
    public static void main(String[] args) {
        System.setProperty(ANY_TARGET, "true");
        System.exit(run(List.of(args), CommandContext.ofProcess()));
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code of {@link ExitCode}
     */
    static int run(List<String> args, CommandContext context) {
        return commandLine(context).execute(args.toArray(String[]::new));
    }

    private static CommandLine commandLine(CommandContext context) {
        CommandLine line = new CommandLine(new Weir())
                .addSubcommand(new ServeCommand(context))
                .addSubcommand(new CheckCommand(context))
                .addSubcommand(new KeyCommand(context, Clock.systemUTC(), new SecureRandom()))
                .addSubcommand(new QuotaCommand(context))
                .addSubcommand(new WhoisCommand(context))
                .addSubcommand(new UsageCommand(context))
                .addSubcommand(new SimulateCommand(context))
                .addSubcommand(new AotCacheCommand(context, JavaLaunch.ofProcess(), new SecureRandom()))
                .addSubcommand(new HealthCommand(context))
                .addSubcommand(hidden(new DemoCommand(context)))
                .addSubcommand(new CommandLine.HelpCommand());
        return CommandLines.configured(line, context);
    }

    /** The demo belongs to the launcher: its Redis is not in the package. */
    private static CommandLine hidden(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().usageMessage().hidden(true);
        return line;
    }

    /** Prints the version, or what there is to run. */
    @Override
    public Integer call() {
        if (isVersionAsked) {
            String version = Optional.ofNullable(Weir.class.getPackage().getImplementationVersion())
                    .orElse("unpackaged");
            command.commandLine().getOut().println("weir " + version);
        } else {
            command.commandLine().usage(command.commandLine().getOut());
        }
        return ExitCode.GOOD;
    }
}
