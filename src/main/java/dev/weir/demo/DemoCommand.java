package dev.weir.demo;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import dev.weir.command.CommandContext;
import dev.weir.command.ExitCode;
import dev.weir.command.HelpOption;
import dev.weir.command.PortConverter;
import dev.weir.demo.DemoOptions.DemoUpstream;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The demo: the gateway on 127.0.0.1 with a key made for this run, the simulator as its upstream, an embedded Redis.
 *
 * <p>It never spends money: the only upstream in its settings is the simulator, unless {@code --real} is given.
 */
@Command(
        name = "demo",
        description = "Start everything on this machine with a simulated upstream; costs nothing.",
        footer = {"", "Everything listens on 127.0.0.1 alone; Ctrl-C stops all of it."})
public final class DemoCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "<port>",
            converter = PortConverter.class,
            description = "Port of the gateway; default QUARKUS_HTTP_PORT, else 8080.")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--management-port",
            paramLabel = "<port>",
            converter = PortConverter.class,
            description = "Port of metrics and health; default QUARKUS_MANAGEMENT_PORT, else 9000.")
    private Optional<Integer> managementPort = Optional.empty();

    @Option(
            names = "--simulator-port",
            paramLabel = "<port>",
            defaultValue = "9100",
            converter = PortConverter.class,
            description = "Port of the simulated upstream; default ${DEFAULT-VALUE}.")
    private int simulatorPort;

    @Option(
            names = "--real",
            description = "Send to the real upstream with ANTHROPIC_API_KEY: every request costs money.")
    private boolean isReal;

    @Option(names = "--traffic", description = "Keep a mixed load running, so that the console has something to show.")
    private boolean hasTraffic;

    public DemoCommand(CommandContext context) {
        this.context = context;
    }

    /** Runs the demo; returns only where it does not start, as Quarkus ends the process itself. */
    @Override
    public Integer call() {
        DemoOptions options = options();
        List<String> obstacles = obstacles(options, context.environment());
        if (!obstacles.isEmpty()) {
            obstacles.forEach(obstacle -> context.err().println("weir: " + obstacle));
            return ExitCode.FAULTY;
        }
        RandomGenerator random = new SecureRandom();
        NewKey key = new KeyMaker(random).make();
        Optional<DemoTeams> load =
                options.hasTraffic() ? Optional.of(DemoTeams.make(new KeyMaker(random))) : Optional.empty();
        DemoFiles files;
        try {
            files = DemoFiles.write(key.sha256(), DemoSettings.upstreamName(options), load);
        } catch (IOException _) {
            context.err().println("weir: no temporary file can be written; free some space or set TMPDIR");
            return ExitCode.FAULTY;
        }
        Optional<DemoRedis> redis = DemoRedis.start();
        Map<String, String> settings = DemoSettings.of(
                options, files, redis, new KeyMaker(random).make().key(), context);
        settings.forEach(System::setProperty);
        String announcement = new Announcement(options, key.key(), redis).text();
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(simulatorPort(options)), announcement));
        load.ifPresent(teams -> {
            arguments.add(String.valueOf(options.port()));
            arguments.addAll(teams.keys());
        });
        Quarkus.run(DemoApplication.class, arguments.toArray(String[]::new));
        return ExitCode.GOOD;
    }

    /** Returns the options of the arguments and of the variables that Quarkus knows. */
    DemoOptions options() {
        DemoOptions options = new DemoOptions(
                port.orElseGet(() -> portOf("QUARKUS_HTTP_PORT", "8080")),
                managementPort.orElseGet(() -> portOf("QUARKUS_MANAGEMENT_PORT", "9000")),
                simulatorPort,
                isReal ? DemoUpstream.REAL : DemoUpstream.SIMULATED,
                hasTraffic);
        if (isReal && hasTraffic) {
            throw new ParameterException(
                    command.commandLine(), "--traffic goes to the simulator only (expected: not with --real)");
        }
        options.sharedPort().ifPresent(shared -> {
            throw new ParameterException(
                    command.commandLine(), "port " + shared + " is named twice (expected: three ports)");
        });
        return options;
    }

    private int portOf(String variable, String otherwise) {
        try {
            return new PortConverter().convert(context.environment().getOrDefault(variable, otherwise));
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), variable + ": " + e.getMessage(), e);
        }
    }

    private static int simulatorPort(DemoOptions options) {
        return options.upstream() == DemoUpstream.SIMULATED ? options.simulatorPort() : DemoApplication.NO_SIMULATOR;
    }

    private static List<String> obstacles(DemoOptions options, Map<String, String> environment) {
        List<String> obstacles = new ArrayList<>();
        busy(options.port(), "the gateway", "--port").ifPresent(obstacles::add);
        busy(options.managementPort(), "metrics and health", "--management-port")
                .ifPresent(obstacles::add);
        if (options.upstream() == DemoUpstream.SIMULATED) {
            busy(options.simulatorPort(), "the simulator", "--simulator-port").ifPresent(obstacles::add);
        } else if (environment.getOrDefault("ANTHROPIC_API_KEY", "").isBlank()) {
            obstacles.add("--real needs ANTHROPIC_API_KEY; without --real the demo costs nothing and needs no key");
        }
        return obstacles;
    }

    private static Optional<String> busy(int port, String use, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return Optional.empty();
        } catch (IOException _) {
            return Optional.of("port " + port + " is busy, which " + use + " would listen on; stop what uses it,"
                    + " or choose another with " + option + " <port>");
        }
    }
}
