package dev.weir.training;

import dev.weir.auth.KeyMaker.NewKey;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A gateway on 127.0.0.1, in a process of its own, that records for an AOT cache what it loads. Nobody counts its
 * limits but itself: it has no Redis.
 */
public final class TrainingGateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Process process;
    private final Path log;
    private final int port;

    private TrainingGateway(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param key the only key that it knows
     * @param upstream where the simulator listens
     * @param cache the file that it writes when it stops
     * @throws IOException where it does not start; the message has what it said
     */
    public static TrainingGateway start(JavaLaunch launch, NewKey key, int upstream, Path cache) throws IOException {
        Path directory = Files.createTempDirectory("weir-training-");
        Path config = Files.createDirectory(directory.resolve("config"));
        Path log = directory.resolve("log");
        List.of(directory, config, log).forEach(path -> path.toFile().deleteOnExit());
        Path policy = Files.writeString(config.resolve("policy.yaml"), policy(key.sha256()));
        policy.toFile().deleteOnExit();
        int port;
        int management;
        try (ServerSocket free = freeSocket();
                ServerSocket another = freeSocket()) {
            port = free.getLocalPort();
            management = another.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        launch.words(List.of("-XX:AOTCacheOutput=" + cache), List.of("serve")))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings(port, management, upstream));
        TrainingGateway gateway = new TrainingGateway(builder.start(), log, port);
        gateway.awaitReady(management);
        return gateway;
    }

    /** Returns the data port. */
    public int port() {
        return port;
    }

    /**
     * Ends it as an operator does, so that it writes the cache.
     *
     * @throws IOException where it does not end in time
     */
    public void stop() throws IOException {
        process.destroy();
        if (!hasEnded(STOP)) {
            throw new IOException("the gateway did not end within " + STOP.toMinutes() + " minutes: " + said());
        }
    }

    /** Ends it at once where it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Returns what it said, its usage log included. */
    public String said() throws IOException {
        return Files.readString(log);
    }

    private void awaitReady(int management) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady(management)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("the gateway did not start: " + said());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean hasEnded(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isReady(int management) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + management + "/q/health/ready")
                            .toURL()
                            .openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException _) {
            return false;
        }
    }

    private static Map<String, String> settings(int port, int management, int upstream) {
        return Map.of(
                "WEIR_PSEUDONYM_KEY",
                "only-of-a-training-run-0123456789",
                "WEIR_UPSTREAMS_SIMULATOR_URL",
                "http://127.0.0.1:" + upstream,
                "WEIR_UPSTREAMS_SIMULATOR_KEYS_MAIN",
                "only-of-a-training-run",
                "WEIR_DRAIN_DELAY",
                "0s",
                "QUARKUS_HTTP_HOST",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                String.valueOf(port),
                "QUARKUS_MANAGEMENT_PORT",
                String.valueOf(management),
                "QUARKUS_REDIS_HOSTS",
                "redis://127.0.0.1:1");
    }

    private static String policy(String sha256) {
        return """
                plans:
                  training:
                    user:
                      requests-per-minute: 1000000
                      input-tokens-per-minute: 1000000000
                      output-tokens-per-minute: 1000000000
                      usd-per-day: 1000000
                      concurrent-requests: 1000
                    team: { usd-per-month: 1000000 }
                teams:
                  training: { plan: training, keys: [{ id: training, sha256: "%s" }] }
                """.formatted(sha256);
    }

    private static ServerSocket freeSocket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
