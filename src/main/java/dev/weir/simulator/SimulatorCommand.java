package dev.weir.simulator;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** The command {@code simulate}: the simulator alone, until it is interrupted. */
public final class SimulatorCommand {
    private static final int GOOD = 0;
    private static final int NOT_STARTED = 1;
    private static final int WRONG_USE = 2;
    private static final String USAGE = """
            Usage: weir simulate [--host H] [--port N] [--seed N] [--help]

              --host H   the address to listen on (127.0.0.1)
              --port N   the port, 0 for a free one (9100)
              --seed N   ids and texts are the same for the same seed and the same requests (1)

            Ask for faults with the header x-simulate or a model such as claude-simulate-529; docs/simulator.md has all.
            """;

    private SimulatorCommand() {}

    /**
     * Runs the simulator until the process is interrupted.
     *
     * @param args what stands after the name of the command
     * @return 0 when it was stopped or only asked for help, 1 where it could not start, 2 for wrong use
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(USAGE);
            return GOOD;
        }
        return switch (SimulatorArguments.read(args)) {
            case SimulatorArguments.Wrong(String message) -> {
                err.println(message);
                err.print(USAGE);
                yield WRONG_USE;
            }
            case SimulatorArguments.Good(SimulatorOptions options) -> serve(options, out, err);
        };
    }

    private static int serve(SimulatorOptions options, PrintStream out, PrintStream err) {
        Vertx vertx = Vertx.vertx();
        try {
            Simulator simulator = Simulator.start(vertx, options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            out.println("The simulator listens on http://" + options.host() + ":" + simulator.port() + " (seed "
                    + options.seed() + "); stop it with Ctrl-C.");
            new CountDownLatch(1).await();
            return GOOD;
        } catch (CompletionException failure) {
            err.println("The simulator cannot listen on " + options.host() + " port " + options.port() + ": "
                    + Optional.ofNullable(failure.getCause())
                            .map(Throwable::getMessage)
                            .orElse("unknown cause"));
            return NOT_STARTED;
        } catch (InterruptedException _) {
            return GOOD;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
