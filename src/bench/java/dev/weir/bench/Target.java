package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server on a port of 127.0.0.1 that is measured.
 *
 * @param name in the report
 * @param process that serves it; empty for the mock, which this process serves
 * @param recipe it was started with
 * @param unserved workloads that it cannot serve
 */
record Target(String name, int port, Optional<ProcessTree> process, Recipe recipe, Set<Workload> unserved) {
    private static final int START_ATTEMPTS = 300;
    private static final long ATTEMPT_MILLIS = 100;

    Target {
        unserved = Set.copyOf(unserved);
    }

    /** Returns the mock itself. */
    static Target direct(int mockPort) {
        return new Target("mock, direct", mockPort, Optional.empty(), new Recipe(Map.of(), List.of()), Set.of());
    }

    /**
     * Starts a target and waits, for about 30 s, until it responds.
     *
     * @param children that it joins; it gets a directory of its own below theirs
     * @throws IOException where it does not start
     */
    static Target start(Kind kind, TargetConfigs recipes, ChildProcesses children) throws IOException {
        Path directory = Files.createDirectory(children.directory().resolve(kind.label()));
        int port = freePort();
        Recipe recipe = recipes.of(kind, directory, port, freePort());
        for (Map.Entry<String, String> file : recipe.files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, file.getValue());
        }
        Path err = directory.resolve("err.log");
        Process process = children.start(recipe.command(), directory, directory.resolve("out.log"), err);
        Target target =
                new Target(kind.label(), port, Optional.of(new ProcessTree(process.toHandle())), recipe, Set.of());
        target.awaitResponse(process, err);
        return target;
    }

    /**
     * Checks that it responds to each workload with the same bytes as the mock.
     *
     * @throws IOException where it does not
     */
    void mustRespondLike(int mockPort) throws IOException {
        for (Workload workload : Workload.values()) {
            if (!unserved.contains(workload)) {
                mustRespondLike(mockPort, workload);
            }
        }
    }

    private void mustRespondLike(int mockPort, Workload workload) throws IOException {
        byte[] expected = BenchRequest.once(mockPort, workload, Map.of());
        if (!Arrays.equals(BenchRequest.once(port, workload, recipe.headers()), expected)) {
            throw new IOException(name + " changes the bytes of the response: " + workload.title());
        }
    }

    /**
     * Returns the same without the workloads to which it responds otherwise than the mock.
     *
     * @param err takes the reasons
     */
    Target withoutUnlike(int mockPort, PrintStream err) {
        EnumSet<Workload> unlike = EnumSet.noneOf(Workload.class);
        for (Workload workload : Workload.values()) {
            try {
                mustRespondLike(mockPort, workload);
            } catch (IOException e) {
                err.printf("weir: left out: %s, %s: %s%n", name, workload.title(), e.getMessage());
                unlike.add(workload);
            }
        }
        return new Target(name, port, process, recipe, unlike);
    }

    private void awaitResponse(Process process, Path err) throws IOException {
        IOException last = new IOException("it never responded");
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try {
                if (process.waitFor(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("exit code " + process.exitValue());
                }
                BenchRequest.once(port, Workload.JSON_1K, recipe.headers());
                return;
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException | IllegalStateException e) {
                last = new IOException(e.getMessage(), e);
                break;
            }
        }
        String complaint = Files.exists(err) ? Files.readString(err).strip() : "";
        throw new IOException(name + " did not start: " + last.getMessage() + "\n" + complaint, last);
    }

    /** Returns a port of 127.0.0.1 that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
