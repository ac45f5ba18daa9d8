package dev.weir.quota.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.FreePorts;
import dev.weir.quota.store.FutureResults;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own on a free port of 127.0.0.1, without persistence; ends with this process at the latest. */
public final class RedisServerForTests implements AutoCloseable {
    private static final Duration START_BOUND = Duration.ofSeconds(20);
    private static final ExecutableProvider EMBEDDED = ExecutableProvider.newJarResourceProvider();
    private static final Optional<File> NAMED =
            Optional.ofNullable(System.getProperty("weir-test.redis-server")).map(File::new);
    private static final Pattern OFFSETS = Pattern.compile(
            "slave0:.*state=online,offset=(?<replica>\\d+),.*master_repl_offset:(?<master>\\d+)", Pattern.DOTALL);
    private static final Path INSTALLED = Path.of("/usr/bin/redis-server");

    private final int port;
    private final Path directory;
    private final List<String> command;
    private Process process;

    private RedisServerForTests(int port, Path directory, List<String> command) {
        this.port = port;
        this.directory = directory;
        this.command = List.copyOf(command);
        this.process = run(List.of());
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitPort();
    }

    /**
     * Starts the program that {@code weir-test.redis-server} names, else the one that comes with embedded-redis: Redis
     * 6.2.
     */
    public static RedisServerForTests start(String... settings) {
        return of(program(), settings);
    }

    /** Starts a sentinel that watches a master under a name, decides alone and decides quickly. */
    static RedisServerForTests startSentinel(String name, RedisServerForTests master) {
        int port = FreePorts.next();
        Path directory = temporaryDirectory();
        Path settings = directory.resolve("sentinel.conf");
        write(settings, """
                bind 127.0.0.1
                port %d
                dir %s
                logfile sentinel.log
                sentinel monitor %s 127.0.0.1 %d 1
                sentinel down-after-milliseconds %s 1000
                sentinel failover-timeout %s 5000
                """.formatted(port, directory, name, master.port, name, name));
        return new RedisServerForTests(
                port, directory, List.of(program().getAbsolutePath(), settings.toString(), "--sentinel"));
    }

    /** Starts the one that is installed, as Debian's package does; empty where none is. */
    public static Optional<RedisServerForTests> startInstalled(String... settings) {
        return Files.isExecutable(INSTALLED) ? Optional.of(of(INSTALLED.toFile(), settings)) : Optional.empty();
    }

    private static RedisServerForTests of(File program, String... settings) {
        int port = FreePorts.next();
        Path directory = temporaryDirectory();
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
        command.addAll(List.of(settings));
        return new RedisServerForTests(port, directory, command);
    }

    private static File program() {
        return NAMED.orElseGet(() -> {
            try {
                return EMBEDDED.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
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

    /**
     * Starts it again on the same port with what it has on disk, and with these settings more until it starts again.
     */
    public void restart(String... more) {
        kill();
        process = run(List.of(more));
        awaitPort();
    }

    /** Sends one line over a connection of its own and returns the reply as it stands on the wire, errors too. */
    public String sendLine(String line) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Math.toIntExact(START_BOUND.toMillis()));
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
            socket.shutdownOutput(); // it replies to what it has read, then closes
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one line and fails where the reply is an error. */
    public void command(String line) {
        String reply = sendLine(line);
        if (reply.startsWith("-")) {
            throw new AssertionError(line + ": " + reply);
        }
    }

    /** Returns whether it is a master whose first replica has all it wrote. */
    boolean isCopied() {
        Matcher offsets = OFFSETS.matcher(sendLine("INFO replication"));
        return offsets.find() && offsets.group("replica").equals(offsets.group("master"));
    }

    /** Stops the clock of the process: connections stay open and nothing replies. */
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

    private Process run(List<String> more) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(more);
        try {
            return new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort() {
        FutureResults.until(START_BOUND, "Redis listens on port " + port, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                return false;
            }
        });
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("weir-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
