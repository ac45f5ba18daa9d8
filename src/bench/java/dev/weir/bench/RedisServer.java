package dev.weir.bench;

import dev.weir.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Redis in which quotas are counted: the installed one, on 127.0.0.1 alone, without persistence. */
final class RedisServer {
    static final String PROGRAM = "redis-server";

    private static final int START_ATTEMPTS = 100;
    private static final long ATTEMPT_MILLIS = 100;

    private RedisServer() {}

    /**
     * Starts it and waits, for about 10 s, until it listens.
     *
     * @param children that it joins
     * @return its port
     * @throws IOException where it does not start
     */
    static int start(ChildProcesses children) throws IOException {
        Path directory = Files.createDirectory(children.directory().resolve("redis"));
        int port = FreePorts.next();
        Process process = children.start(
                List.of(
                        PROGRAM,
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        directory.toString()),
                directory,
                directory.resolve("out.log"),
                directory.resolve("err.log"));
        awaitListening(process, port, directory.resolve("out.log"));
        return port;
    }

    private static void awaitListening(Process process, int port, Path log) throws IOException {
        for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                await(process);
            }
        }
        throw new IOException(
                PROGRAM + " did not start:\n" + Files.readString(log).strip());
    }

    private static void await(Process process) throws IOException {
        try {
            process.waitFor(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
