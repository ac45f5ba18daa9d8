package dev.weir.command;

import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.training.AotCache;
import dev.weir.training.JavaLaunch;
import dev.weir.training.TrainingGateway;
import dev.weir.training.TrainingTraffic;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the AOT cache of the packaged application: a gateway serves simulated requests and records what it loads. */
@Command(
        name = "aot-cache",
        description = "Make an AOT cache, with which Weir needs less CPU to start.",
        footer = {
            "",
            "A gateway serves requests of the simulator on 127.0.0.1 and records what it loads. The cache is good for",
            "this JVM, these flags and these jars only; use it with java -XX:AOTCache=<file>."
        })
public final class AotCacheCommand implements Callable<Integer> {
    private static final int MEBIBYTE = 1024 * 1024;

    private final CommandContext context;
    private final JavaLaunch launch;
    private final RandomGenerator random;

    @Mixin
    final HelpOption help = new HelpOption();

    @Parameters(paramLabel = "<file>", description = "The file to write.")
    private Path file = Path.of("weir.aot");

    @Option(
            names = "--requests",
            paramLabel = "<n>",
            defaultValue = "2600",
            description = "Requests to train with; default ${DEFAULT-VALUE}.")
    private int requests;

    /**
     * Creates the command.
     *
     * @param launch how the gateway that trains is started; its flags are those that the cache is good for
     */
    public AotCacheCommand(CommandContext context, JavaLaunch launch, RandomGenerator random) {
        this.context = context;
        this.launch = launch;
        this.random = random;
    }

    /** Runs the command; {@link ExitCode#FAULTY} where there is no cache that the JVM takes. Blocks. */
    @Override
    public Integer call() {
        if (!launch.isPackaged()) {
            context.err().println("weir: only the packaged application has an AOT cache: java -jar quarkus-run.jar");
            return ExitCode.FAULTY;
        }
        AotCache cache = new AotCache(context.directory().resolve(file).toAbsolutePath());
        try {
            train(cache.file());
            String rejection = cache.rejection(launch);
            if (!rejection.isEmpty()) {
                context.err().println("weir: the JVM does not take the cache: " + rejection);
                return ExitCode.FAULTY;
            }
            context.out()
                    .println("The AOT cache " + cache.file() + " has " + cache.size() / MEBIBYTE + " MB; use it with"
                            + " java -XX:AOTCache=" + cache.file());
            return ExitCode.GOOD;
        } catch (IOException failure) {
            context.err().println("weir: no AOT cache: " + failure.getMessage());
            return ExitCode.FAULTY;
        }
    }

    private void train(Path cache) throws IOException {
        NewKey key = new KeyMaker(random).make();
        Vertx vertx = Vertx.vertx();
        try {
            int upstream = Simulator.start(vertx, new SimulatorOptions("127.0.0.1", 0, 1))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .port();
            try (TrainingGateway gateway = TrainingGateway.start(launch, key, upstream, cache)) {
                new TrainingTraffic(gateway.port(), key).send(requests);
                gateway.stop();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
