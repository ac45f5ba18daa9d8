package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The load: wrk with one thread, in a closed loop. */
final class Wrk {
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

    /**
     * Runs it to its end.
     *
     * @param seconds how long it sends requests
     * @throws IOException where it does not end well, or one request or connection failed
     */
    WrkOutput run(Target target, Workload workload, int seconds) throws IOException {
        Path out = directory.resolve("wrk.out");
        Process process = children.start(
                List.of(
                        "wrk",
                        "--threads=1",
                        "--connections=" + connections,
                        "--duration=" + seconds + "s",
                        "--timeout=10s",
                        "--script=" + script(target, workload),
                        "http://127.0.0.1:" + target.port() + BenchRequest.PATH),
                directory,
                out,
                directory.resolve("wrk.err"));
        await(process, seconds + GRACE_SECONDS);
        children.forget(process);
        String text = Files.readString(out);
        WrkOutput output = WrkOutput.parse(text)
                .orElseThrow(() -> new IOException("wrk did not come to its end: " + text.strip()));
        if (!output.failures().isEmpty() || output.requests() == 0) {
            throw new IOException("requests failed on " + target.name() + ", " + workload.title() + ": "
                    + String.join("; ", output.failures()));
        }
        return output;
    }

    private Path script(Target target, Workload workload) throws IOException {
        Path script = directory.resolve(target.name() + "-" + workload.name() + ".lua");
        if (!Files.exists(script)) {
            Path body = directory.resolve(workload.name() + ".json");
            Files.write(body, workload.body());
            Map<String, String> headers = new TreeMap<>(BenchRequest.HEADERS);
            headers.putAll(target.recipe().headers());
            StringBuilder lua = new StringBuilder("wrk.method = \"POST\"\n");
            headers.forEach((name, value) -> lua.append("wrk.headers[\"%s\"] = \"%s\"\n".formatted(name, value)));
            lua.append("wrk.body = io.open(\"%s\", \"rb\"):read(\"*a\")\n".formatted(body));
            Files.writeString(script, lua);
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
