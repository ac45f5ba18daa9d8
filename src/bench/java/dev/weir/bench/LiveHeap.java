package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of the objects that are alive in a JVM, right after a full collection. */
final class LiveHeap {
    /** A JVM that is out of memory or stopped does not reply at all. */
    private static final int DEADLINE_SECONDS = 60;

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)\\s*$");

    private LiveHeap() {}

    /**
     * Asks the JVM of a target by {@code jcmd}, of the JDK that runs this.
     *
     * @return empty for a target that is no gateway of ours
     * @throws IOException where the JVM does not tell, or not within a minute
     */
    static Optional<Long> bytes(Target target) throws IOException {
        if (target.kind().filter(Kind::isWeir).isEmpty()) {
            return Optional.empty();
        }
        long pid = target.process().orElseThrow().root().pid();
        Process jcmd = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram"))
                .redirectErrorStream(true)
                .start();
        var _ = jcmd.onExit()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> jcmd.destroyForcibly()); // which ends its output
        try (var out = jcmd.getInputStream()) {
            return Optional.of(total(new String(out.readAllBytes(), UTF_8)));
        }
    }

    /**
     * Reads the sum of a class histogram.
     *
     * @throws IOException where the text is none
     */
    static long total(String histogram) throws IOException {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException(
                    "no class histogram: " + histogram.lines().findFirst().orElse("nothing"));
        }
        return Long.parseLong(total.group(1));
    }
}
