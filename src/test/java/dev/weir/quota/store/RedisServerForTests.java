package dev.weir.quota.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own on a free port of 127.0.0.1, without persistence; ends with this process at the latest. */
public final class RedisServerForTests implements AutoCloseable {
    private static final Duration START_BOUND = Duration.ofSeconds(20);
    private static final ExecutableProvider EMBEDDED = ExecutableProvider.newJarResourceProvider();
    private static final Optional<File> NAMED =
            Optional.ofNullable(System.getProperty("weir.redis-server")).map(File::new);
    private static final Path INSTALLED = Path.of("/usr/bin/redis-server");

    private final File program;
    private final int port;
    private final List<String> settings;
    private final Path directory;
    private Process process;

    private RedisServerForTests(File program, int port, List<String> settings) {
        this.program = program;
        this.port = port;
        this.settings = List.copyOf(settings);
        this.directory = temporaryDirectory();
        this.process = run();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitPort();
    }

    /** Starts the program that {@code weir.redis-server} names, else the one that comes with embedded-redis: Redis 6.2. */
    public static RedisServerForTests start(String... settings) {
        return new RedisServerForTests(NAMED.orElseGet(RedisServerForTests::embedded), freePort(), List.of(settings));
    }

    /** Starts the one that is installed, as Debian's package does; empty where none is. */
    public static Optional<RedisServerForTests> startInstalled(String... settings) {
        return Files.isExecutable(INSTALLED)
                ? Optional.of(new RedisServerForTests(INSTALLED.toFile(), freePort(), List.of(settings)))
                : Optional.empty();
    }

    private static File embedded() {
        try {
            return EMBEDDED.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port that was free a moment ago, below 55,536 as a cluster needs one 10,000 above. */
    static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (port < 55_536) {
                    return port;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it at once, as a crash does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again on the same port, with what it has on disk. */
    public void restart() {
        kill();
        process = run();
        awaitPort();
    }

    /** Stops the clock of the process: connections stay open and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused process go on. */
    public void goOn() {
        signal("CONT");
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            goOn();
            kill();
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process run() {
        List<String> command = new ArrayList<>(List.of(
                program.getAbsolutePath(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--dir",
                directory.toString(),
                "--logfile",
                "redis.log"));
        command.addAll(settings);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort() {
        Awaiting.until(START_BOUND, "Redis listens on port " + port, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                return false;
            }
        });
    }

    private static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("weir-redis");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
