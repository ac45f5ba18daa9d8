package dev.weir.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads every command line of Weir: the same help, the same usage errors, the exit codes of {@link ExitCode}. */
public final class CommandLines {
    private static final int WIDTH = 100;

    private CommandLines() {}

    /**
     * Runs a command to its end.
     *
     * @param command annotated for picocli
     * @return its exit code; {@link ExitCode#GOOD} after {@code --help}, {@link ExitCode#WRONG_USE} where an argument
     *     is wrong
     */
    public static int run(Object command, List<String> args, CommandContext context) {
        return configured(new CommandLine(command), context).execute(args.toArray(String[]::new));
    }

    /** Lets a command line and its subcommands print to a context, all in the same way. */
    public static CommandLine configured(CommandLine line, CommandContext context) {
        return line.setOut(writer(context.out()))
                .setErr(writer(context.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, _) -> printUsageError(problem));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static int printUsageError(ParameterException problem) {
        CommandLine line = problem.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("weir: " + message(problem));
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println();
        line.usage(err);
        return ExitCode.WRONG_USE;
    }

    /** Returns picocli's message, or that there is no such command. */
    private static String message(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            CommandLine line = problem.getCommandLine();
            if (first.startsWith("-")) {
                return "unknown option: " + first;
            }
            return line.getSubcommands().isEmpty() ? "unexpected argument: " + first : "unknown command: " + first;
        }
        return String.valueOf(problem.getMessage());
    }
}
