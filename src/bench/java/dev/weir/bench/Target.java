package dev.weir.bench;

import dev.weir.FreePorts;
import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.io.PrintStream;
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
 * @param kind of the target; empty for the mock
 * @param process that serves it; empty for the mock, which this process serves
 * @param recipe it was started with
 * @param unserved workloads that it cannot serve
 */
record Target(
        String name,
        Optional<Kind> kind,
        int port,
        Optional<ProcessTree> process,
        Recipe recipe,
        Set<Workload> unserved) {
    private static final int START_ATTEMPTS = 1_200;
    private static final long ATTEMPT_MILLIS = 100;

    Target {
        unserved = Set.copyOf(unserved);
    }

    /** Returns the mock itself. */
    static Target direct(int mockPort) {
        return new Target(
                "mock, direct",
                Optional.empty(),
                mockPort,
                Optional.empty(),
                new Recipe(Map.of(), List.of()),
                Set.of());
    }

    /**
     * Starts a target and waits, for about two minutes, until it responds.
     *
     * @param children that it joins; it gets a directory of its own below theirs
     * @throws IOException where it does not start
     */
    static Target start(Kind kind, TargetConfigs recipes, ChildProcesses children) throws IOException {
        Path directory = Files.createDirectory(children.directory().resolve(kind.label()));
        int port = FreePorts.next();
        Recipe recipe = recipes.of(kind, directory, port, FreePorts.next());
        for (Map.Entry<String, String> file : recipe.files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, file.getValue());
        }
        Path err = directory.resolve("err.log");
        Process process = children.start(recipe.command(), directory, directory.resolve("out.log"), err);
        Target target = new Target(
                kind.label(),
                Optional.of(kind),
                port,
                Optional.of(new ProcessTree(process.toHandle())),
                recipe,
                Set.of());
        target.awaitResponse(process, err);
        return target;
    }

    /** Whether it is measured under a workload. */
    boolean serves(Workload workload) {
        return workload.isFor(kind) && !unserved.contains(workload);
    }

    /**
     * Checks that it responds to each workload that it serves as it should: with the bytes of the mock, or with the
     * status of a rejection from the second request on.
     *
     * @throws IOException where it does not
     */
    void mustRespond(List<Workload> workloads, Target mock) throws IOException {
        for (Workload workload : workloads) {
            if (serves(workload)) {
                mustRespond(workload, mock);
            }
        }
    }

    private void mustRespond(Workload workload, Target mock) throws IOException {
        BenchStep step = new BenchStep(workload, this);
        try {
            if (workload.isRejected()) {
                BenchRequest.once(step);
                BenchRequest.expected(step);
            } else if (!Arrays.equals(
                    BenchRequest.expected(step), BenchRequest.expected(new BenchStep(workload, mock)))) {
                throw new IOException("changes the bytes of the response");
            }
        } catch (IOException e) {
            throw new IOException(step.description() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the same without the workloads to which it does not respond as it should.
     *
     * @param err takes the reasons
     */
    Target withoutUnserved(List<Workload> workloads, Target mock, PrintStream err) {
        EnumSet<Workload> failed = EnumSet.noneOf(Workload.class);
        for (Workload workload : workloads) {
            try {
                mustRespond(List.of(workload), mock);
            } catch (IOException e) {
                err.printf("weir: left out: %s%n", e.getMessage());
                failed.add(workload);
            }
        }
        return new Target(name, kind, port, process, recipe, failed);
    }

    private void awaitResponse(Process process, Path err) throws IOException {
        IOException last = new IOException("it never responded");
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try {
                if (process.waitFor(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("exit code " + process.exitValue());
                }
                BenchRequest.expected(new BenchStep(Workload.JSON_1K, this));
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
}
