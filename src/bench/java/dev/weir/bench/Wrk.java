package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The load of whole requests: wrk with one thread, in a closed loop. */
final class Wrk implements Load {
    private static final int GRACE_SECONDS = 15;

    private final ChildProcesses children;
    private final Path directory;
    private final int connections;

    /**
     * Makes the load.
     *
     * @param children whose directory takes its scripts and output
     * @param connections open at the same time, each with one request under way
     */
    Wrk(ChildProcesses children, int connections) {
        this.children = children;
        this.directory = children.directory();
        this.connections = connections;
    }

    @Override
    public LoadResult run(BenchStep step, int seconds) throws IOException {
        Path out = directory.resolve("wrk.out");
        Process process = children.start(
                List.of(
                        "wrk",
                        "--threads=1",
                        "--connections=" + connections,
                        "--duration=" + seconds + "s",
                        "--timeout=10s",
                        "--script=" + script(step),
                        "http://127.0.0.1:" + step.target().port() + BenchRequest.PATH),
                directory,
                out,
                directory.resolve("wrk.err"));
        await(process, seconds + GRACE_SECONDS);
        children.forget(process);
        String text = Files.readString(out);
        WrkOutput output = WrkOutput.parse(text)
                .orElseThrow(() -> new IOException("wrk did not come to its end: " + text.strip()));
        List<String> failures = output.failures(step.workload().isRejected());
        if (!failures.isEmpty()) {
            throw new IOException("requests failed on " + step.description() + ": " + String.join("; ", failures));
        }
        return new LoadResult(output.requests(), output.requestsPerSecond());
    }

    private Path script(BenchStep step) throws IOException {
        String name = step.target().name() + "-" + step.workload().label();
        Path script = directory.resolve(name + ".lua");
        if (!Files.exists(script)) {
            Path body = directory.resolve(step.workload().label() + ".json");
            Files.write(body, step.workload().body());
            Files.writeString(script, WrkScript.of(step, body));
        }
        return script;
    }

    private static void await(Process process, int seconds) throws IOException {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException("wrk did not end within " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
