package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of this run and the directory that holds their files; both go when closed, and when this process is
 * told to end (Ctrl-C). Safe for use by several threads.
 */
final class ChildProcesses implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;

    private final Deque<Process> started = new ConcurrentLinkedDeque<>();
    private final Path directory;

    private ChildProcesses(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes an empty set whose processes end with this one, and its directory.
     *
     * @throws IOException where no temporary directory can be made
     */
    static ChildProcesses endingWithThisProcess() throws IOException {
        ChildProcesses children = new ChildProcesses(Files.createTempDirectory("weir-bench-"));
        Runtime.getRuntime().addShutdownHook(new Thread(children::close, "end-children"));
        return children;
    }

    /** Returns the directory of this run. */
    Path directory() {
        return directory;
    }

    /**
     * Starts a process that reads nothing.
     *
     * @param directory its working directory
     * @param out file that takes what it prints
     * @param err file that takes its complaints
     * @throws IOException where the program cannot be run
     */
    Process start(List<String> command, Path directory, Path out, Path err) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.addFirst(process);
        return process;
    }

    /** Forgets a process that has ended. */
    void forget(Process process) {
        started.remove(process);
    }

    /** Ends all of them with all that descend from them, by force where they do not go within 5 s; never fails. */
    @Override
    public synchronized void close() {
        List<ProcessHandle> all = started.stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .toList();
        started.forEach(Process::destroy);
        try {
            for (Process process : started) {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        started.clear();
        delete();
    }

    private void delete() {
        try (var paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException _) {
            // Deleted already, or the system's to clean
        }
    }
}
