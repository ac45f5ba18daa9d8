package dev.weir.demo;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import dev.weir.command.CommandContext;
import dev.weir.command.ExitCode;
import dev.weir.demo.DemoOptions.Parsing.Help;
import dev.weir.demo.DemoOptions.Parsing.Misused;
import dev.weir.demo.DemoOptions.Parsing.Parsed;
import dev.weir.demo.DemoOptions.Upstream;
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
import java.util.random.RandomGenerator;

/**
 * The demo: the gateway on 127.0.0.1 with a key made for this run, the simulator as its upstream, an embedded Redis.
 *
 * <p>It never spends money: the only upstream in its settings is the simulator, unless {@code --real} was asked for.
 */
public final class Demo {
    private static final String USAGE = """
            Use: weir demo [--port <port>] [--management-port <port>] [--simulator-port <port>] [--real]

              --port              of the gateway; default QUARKUS_HTTP_PORT, else 8080
              --management-port   of metrics and health; default QUARKUS_MANAGEMENT_PORT, else 9000
              --simulator-port    of the simulated upstream; default 9100
              --real              sends to the real upstream with ANTHROPIC_API_KEY: every call costs money

            Everything listens on 127.0.0.1 alone; Ctrl-C stops all of it.
            """;

    private Demo() {}

    /** Runs the demo; returns only where it does not start, as Quarkus ends the process itself. */
    public static int run(List<String> args, CommandContext context) {
        return switch (DemoOptions.parse(args, context.environment())) {
            case Help() -> {
                context.out().print(USAGE);
                yield ExitCode.GOOD;
            }
            case Misused(String problem) -> {
                context.err().println("weir: " + problem);
                context.err().println();
                context.err().print(USAGE);
                yield ExitCode.WRONG_USE;
            }
            case Parsed(DemoOptions options) -> start(options, context);
        };
    }

    private static int start(DemoOptions options, CommandContext context) {
        List<String> obstacles = obstacles(options, context.environment());
        if (!obstacles.isEmpty()) {
            obstacles.forEach(obstacle -> context.err().println("weir: " + obstacle));
            return ExitCode.FAULTY;
        }
        RandomGenerator random = new SecureRandom();
        NewKey key = new KeyMaker(random).make();
        DemoFiles files;
        try {
            files = DemoFiles.write(key.sha256(), DemoSettings.upstreamName(options));
        } catch (IOException _) {
            context.err().println("weir: no temporary file can be written; free some space or set TMPDIR");
            return ExitCode.FAULTY;
        }
        Optional<DemoRedis> redis = DemoRedis.start();
        Map<String, String> settings = DemoSettings.of(
                options, files, redis, new KeyMaker(random).make().key(), context);
        settings.forEach(System::setProperty);
        String announcement = new Announcement(options, key.key(), redis).text();
        Quarkus.run(DemoApplication.class, String.valueOf(simulatorPort(options)), announcement);
        return ExitCode.GOOD;
    }

    private static int simulatorPort(DemoOptions options) {
        return options.upstream() == Upstream.SIMULATED ? options.simulatorPort() : DemoApplication.NO_SIMULATOR;
    }

    private static List<String> obstacles(DemoOptions options, Map<String, String> environment) {
        List<String> obstacles = new ArrayList<>();
        busy(options.port(), "the gateway", "--port").ifPresent(obstacles::add);
        busy(options.managementPort(), "metrics and health", "--management-port")
                .ifPresent(obstacles::add);
        if (options.upstream() == Upstream.SIMULATED) {
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
