package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run was made on.
 *
 * @param cpus that this process may use
 * @param processor as it names itself
 * @param kernel its version
 * @param memoryMb of the whole machine
 */
record Machine(int cpus, String processor, String kernel, long memoryMb) {
    private static final long KB_PER_MB = 1_024;
    private static final String OPEN_FILES = "Max open files";

    /**
     * Looks at this machine.
     *
     * @throws IOException where {@code /proc} cannot be read
     */
    static Machine here() throws IOException {
        String memory =
                field("/proc/meminfo", "MemTotal").orElse("0").replace("kB", "").strip();
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                System.getProperty("os.version"),
                Long.parseLong(memory) / KB_PER_MB);
    }

    /** Returns it as the report names it. */
    String description() {
        return cpus + " CPUs (" + processor + "), Linux " + kernel;
    }

    /** Returns how many processes waited for a CPU or used one, on average over the last minute. */
    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }

    /** Returns how many files and connections a process may have open. */
    static int openFiles() throws IOException {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        return limits.lines()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ", 2)[0])
                .map(limit -> limit.matches("\\d{1,9}") ? Integer.parseInt(limit) : Integer.MAX_VALUE)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** Tells whether the path has a program of that name, or the places for daemons, which a user's path may lack. */
    static boolean has(String program) {
        return find(program).isPresent();
    }

    /** Returns where the path has a program of that name. */
    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return List.of(path.split(File.pathSeparator, -1)).stream()
                .map(directory -> new File(directory, program))
                .filter(File::canExecute)
                .findFirst()
                .map(File::toPath);
    }

    private static Optional<String> field(String file, String name) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        }
    }
}
