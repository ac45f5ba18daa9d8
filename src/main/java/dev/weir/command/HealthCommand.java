package dev.weir.command;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Asks the gateway in this container whether it is ready: an image needs neither a shell nor curl for it. */
@Command(name = "health", description = "Ask the gateway on this machine whether it is ready.")
public final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final String VARIABLE = "QUARKUS_MANAGEMENT_PORT";

    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "<port>",
            converter = PortConverter.class,
            description = "The management port; default " + VARIABLE + ", else 9000.")
    private Optional<Integer> port = Optional.empty();

    public HealthCommand(CommandContext context) {
        this.context = context;
    }

    /** Runs the command; {@link ExitCode#FAULTY} where the gateway is not ready or does not respond. Blocks. */
    @Override
    public Integer call() {
        URI ready = URI.create("http://127.0.0.1:" + port.orElseGet(this::usualPort) + "/q/health/ready");
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            context.out().println(ready + ": " + status);
            return status == HttpURLConnection.HTTP_OK ? ExitCode.GOOD : ExitCode.FAULTY;
        } catch (IOException failure) {
            context.out().println(ready + ": " + failure.getMessage());
            return ExitCode.FAULTY;
        }
    }

    private int usualPort() {
        try {
            return new PortConverter().convert(context.environment().getOrDefault(VARIABLE, "9000"));
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), VARIABLE + ": " + e.getMessage(), e);
        }
    }
}
