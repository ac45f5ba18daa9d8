package dev.weir.command;

import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the simulator alone, until the process is interrupted. */
@Command(
        name = "simulate",
        description = "Run the simulated upstream alone, until Ctrl-C.",
        footer = {
            "",
            "Ask for faults with the header x-simulate or a model such as claude-simulate-529;",
            "docs/simulator.md has all."
        })
public final class SimulateCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = "--host",
            paramLabel = "<host>",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; default ${DEFAULT-VALUE}.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "9100",
            converter = PortConverter.OrFree.class,
            description = "Port to listen on, 0 for a free one; default ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Ids and texts are the same for the same seed and requests; default ${DEFAULT-VALUE}.")
    private long seed;

    public SimulateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        try {
            Simulator simulator = Simulator.start(vertx, new SimulatorOptions(host, port, seed))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            context.out()
                    .println("The simulator listens on http://" + host + ":" + simulator.port() + " (seed " + seed
                            + "); stop it with Ctrl-C.");
            new CountDownLatch(1).await();
            return ExitCode.GOOD;
        } catch (CompletionException failure) {
            context.err()
                    .println("weir: the simulator cannot listen on " + host + " port " + port + ": "
                            + Optional.ofNullable(failure.getCause())
                                    .map(Throwable::getMessage)
                                    .orElse("unknown cause"));
            return ExitCode.FAULTY;
        } catch (InterruptedException _) {
            return ExitCode.GOOD;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
