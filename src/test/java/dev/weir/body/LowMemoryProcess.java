package dev.weir.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with the launcher's flags and little memory. */
public final class LowMemoryProcess {
    private static final List<String> LITTLE = List.of("-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-XX:+UseSerialGC");

    private LowMemoryProcess() {}

    /** How the process ended, and what it printed. */
    public record Ended(int code, String output) {}

    /** Runs the main method of {@code program} to its end. */
    public static Ended run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        Path flags = Path.of("config", "jvm.options");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + flags.toAbsolutePath());
        command.addAll(LITTLE);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
