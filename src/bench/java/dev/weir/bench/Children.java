package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of this run, each of which ends with it: when closed, and when this process is told to end (Ctrl-C). Safe
 * for use by several threads.
 */
final class Children implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;

    private final Deque<Process> started = new ConcurrentLinkedDeque<>();

    /** Makes an empty set whose processes end with this one. */
    static Children endingWithThisProcess() {
        Children children = new Children();
        Runtime.getRuntime().addShutdownHook(new Thread(children::close, "end-children"));
        return children;
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
    public void close() {
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
    }
}
