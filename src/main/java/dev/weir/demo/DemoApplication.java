package dev.weir.demo;

import dev.weir.command.ExitCode;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The demo in the process of the booted gateway: the simulator and the announcement. It runs until the process is
 * interrupted.
 */
public final class DemoApplication implements QuarkusApplication {
    static final int NO_SIMULATOR = 0;
    private static final long SEED = 1;
    private static final long WAIT_SECONDS = 10;

    /**
     * Runs with the simulator's port, or {@link #NO_SIMULATOR}, and the announcement; with a load also the gateway's
     * port and the keys of the teams.
     */
    @Override
    public int run(String... args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        if (port == NO_SIMULATOR) {
            return announce(args[1]);
        }
        Vertx vertx = Vertx.vertx();
        try {
            await(Simulator.start(vertx, new SimulatorOptions("127.0.0.1", port, SEED)));
            if (args.length > 2) {
                List<String> keys = List.of(args).subList(3, args.length);
                new DemoTraffic(Integer.parseInt(args[2]), keys).start();
            }
            return announce(args[1]);
        } catch (ExecutionException | TimeoutException _) {
            System.err.println("weir: the simulator could not listen on port " + port);
            return ExitCode.FAULTY;
        } finally {
            vertx.close();
        }
    }

    private static int announce(String text) {
        System.out.println(text);
        Quarkus.waitForExit();
        return ExitCode.GOOD;
    }

    private static <T> void await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
