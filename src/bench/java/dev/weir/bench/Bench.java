package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import dev.weir.command.CommandContext;
import dev.weir.command.CommandLines;
import dev.weir.command.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The command {@code ./weir bench}: CPU per request of the packaged gateway beside others.
 *
 * <p>The launcher tells it, as system properties, the directory of the project ({@code weir.bench.home}) and how it
 * runs the gateway ({@code weir.bench.gateway}, words separated by blanks).
 */
public final class Bench {
    private final Path home;
    private final List<String> gateway;
    private final PrintStream out;
    private final PrintStream err;

    private Bench(Path home, List<String> gateway, PrintStream out, PrintStream err) {
        this.home = home;
        this.gateway = gateway;
        this.out = out;
        this.err = err;
    }

    /** Runs the benchmark and ends the process with its exit code. */
    public static void main(String[] args) {
        Path home = Path.of(property("weir.bench.home"));
        List<String> gateway = List.of(property("weir.bench.gateway").strip().split("\\s+"));
        CommandContext context = CommandContext.ofProcess();
        Bench bench = new Bench(home, gateway, context.out(), context.err());
        System.exit(CommandLines.run(new BenchCommand(bench::measure, new SecureRandom()), List.of(args), context));
    }

    private int measure(BenchOptions requested) {
        try {
            Peers peers = new Peers(
                    requested.peers().orElse(home.resolve("target/peers")).toAbsolutePath());
            BenchOptions options = requested
                    .withTargets(new Prerequisites(peers).possible(requested.targets(), err))
                    .withCourse(Prerequisites.possible(requested.course(), Machine.openFiles(), err));
            BenchResult result = result(options, peers);
            String figures = new Report(result).markdown();
            out.println();
            out.print(figures);
            options.outputs()
                    .write(result, options.course(), figures, home)
                    .forEach(file -> err.println("written: " + file));
            return ExitCode.GOOD;
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            err.println("weir: " + e.getMessage());
            return ExitCode.FAULTY;
        }
    }

    private BenchResult result(BenchOptions options, Peers peers) throws IOException {
        try (ChildProcesses children = ChildProcesses.endingWithThisProcess();
                MockUpstream mock = MockUpstream.start()) {
            err.println(options.command());
            List<Target> targets = start(options, peers, mock.port(), children);
            StepMeasurement measurement =
                    new StepMeasurement(new Wrk(children, options.connections()), new PacedStreams());
            return new BenchResult(
                    options.command(),
                    LocalDate.now(Clock.systemUTC()).toString(),
                    Machine.here(),
                    Versions.of(options.inOrder(), peers, gateway, home),
                    targets,
                    new BenchRun(options, measurement, err).run(targets, mock.open()));
        }
    }

    private List<Target> start(BenchOptions options, Peers peers, int mockPort, ChildProcesses children)
            throws IOException {
        OptionalInt redisPort = options.targets().stream().anyMatch(Kind::hasQuotas)
                ? OptionalInt.of(RedisServer.start(children))
                : OptionalInt.empty();
        List<String> before = options.before().map(this::gatewayOf).orElse(List.of());
        TargetConfigs recipes = new TargetConfigs(
                gateway, before, peers, options.workloads(), options.openStreams(), mockPort, redisPort);
        Target mock = Target.direct(mockPort);
        List<Target> targets = new ArrayList<>(List.of(mock));
        List<Workload> workloads = options.workloadsInOrder();
        for (Kind kind : options.inOrder()) {
            Target target = Target.start(kind, recipes, children);
            targets.add(kind.isPeer() ? target.withoutUnserved(workloads, mock, err) : target);
            targets.getLast().mustRespond(workloads, mock);
        }
        return targets;
    }

    /** Runs with the flags of this version, so that the code alone differs. */
    private List<String> gatewayOf(Path otherHome) {
        Path jar = otherHome.toAbsolutePath().resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalArgumentException("--before: no " + jar + "; build it there (./weir --version does)");
        }
        List<String> command = new ArrayList<>(gateway);
        command.set(command.indexOf("-jar") + 1, jar.toString());
        return command;
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not set; start with ./weir bench"));
    }
}
