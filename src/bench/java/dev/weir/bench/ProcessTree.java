package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process with all that descend from it, as {@code /proc} shows them; Linux only.
 *
 * @param root of the tree
 */
record ProcessTree(ProcessHandle root) {
    private static final long KB_PER_MB = 1_024;
    private static final String RESIDENT = "VmRSS:";

    /**
     * Returns the CPU time that its living processes have used so far, in microseconds.
     *
     * @throws IOException where {@code /proc} cannot be read
     */
    long cpuMicros() throws IOException {
        long micros = 0;
        for (ProcessHandle process : processes()) {
            Optional<String> stat = read(process, "stat");
            micros += stat.map(text -> ProcStat.parse(text).cpuMicros()).orElse(0L);
        }
        return micros;
    }

    /**
     * Returns the CPU time that the JIT compilers of its JVMs have used so far, in microseconds: of the threads that
     * HotSpot names so, which live as long as the process where there are as few as on a small machine.
     *
     * @throws IOException where {@code /proc} cannot be read
     */
    long jitMicros() throws IOException {
        long micros = 0;
        for (ProcessHandle process : processes()) {
            for (Path thread : threads(process)) {
                Optional<String> stat = read(thread.resolve("stat"));
                micros += stat.filter(ProcessTree::isJit)
                        .map(text -> ProcStat.parse(text).cpuMicros())
                        .orElse(0L);
            }
        }
        return micros;
    }

    /** Returns whether a line of {@code /proc/<pid>/task/<tid>/stat} is about a thread of the JIT compiler. */
    static boolean isJit(String stat) {
        return stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler");
    }

    private static List<Path> threads(ProcessHandle process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            return threads.toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    /**
     * Returns the resident memory of all its processes, in MB; pages they share count for each.
     *
     * @throws IOException where {@code /proc} cannot be read
     */
    long residentMb() throws IOException {
        return residentKb() / KB_PER_MB;
    }

    /**
     * Returns the same in KB.
     *
     * @throws IOException where {@code /proc} cannot be read
     */
    long residentKb() throws IOException {
        long kb = 0;
        for (ProcessHandle process : processes()) {
            kb += read(process, "status").map(ProcessTree::residentKb).orElse(0L);
        }
        return kb;
    }

    /** Reads the resident memory, in KB, out of a {@code /proc/<pid>/status}; 0 where it names none. */
    static long residentKb(String status) {
        return status.lines()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private Iterable<ProcessHandle> processes() {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static Optional<String> read(ProcessHandle process, String file) throws IOException {
        return read(Path.of("/proc", String.valueOf(process.pid()), file));
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
