package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** HAProxy in front of a server on this machine, as a second opinion on what a request is. */
final class Haproxy implements AutoCloseable {
    private final int port;
    private final Path config;
    private final Process process;

    private Haproxy(Path program, int upstream) throws IOException {
        port = FreePorts.next();
        config = Files.createTempFile("weir-haproxy", ".cfg");
        Files.writeString(config, """
                global
                    maxconn 100
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                    timeout http-request 5s
                listen gateway
                    bind 127.0.0.1:%d
                    server upstream 127.0.0.1:%d
                """.formatted(port, upstream));
        process = new ProcessBuilder(List.of(program.toString(), "-db", "-f", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BoundedWait.until("HAProxy listens", this::listens);
    }

    /** Starts HAProxy in front of a port; absent where version 2.6 is not installed. */
    static Optional<Haproxy> inFrontOf(int upstream) {
        return installed().map(program -> {
            try {
                return new Haproxy(program, upstream);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    int port() {
        return port;
    }

    private static Optional<Path> installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "haproxy"))
                .filter(Files::isExecutable)
                .filter(Haproxy::isOfTheTable)
                .findFirst();
    }

    /** Returns whether the program has the version of the table; other versions respond differently. */
    private static boolean isOfTheTable(Path program) {
        try {
            Process version = new ProcessBuilder(List.of(program.toString(), "-v")).start();
            return new String(version.getInputStream().readAllBytes(), US_ASCII).startsWith("HAProxy version 2.6.");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean listens() {
        try (RawClient _ = new RawClient(port)) {
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        try {
            Files.delete(config);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
