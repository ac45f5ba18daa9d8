package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.bench.BenchOptions.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run was made on. */
final class Machine {
    private Machine() {}

    /** Describes processor, kernel and the programs that take part. */
    static String describe(List<Kind> kinds, Peers peers) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(Runtime.getRuntime().availableProcessors() + " CPUs (" + processor() + ")");
        parts.add("Linux " + System.getProperty("os.version"));
        parts.add("Java " + Runtime.version());
        parts.add(firstLine("wrk", "-v"));
        if (kinds.contains(Kind.NGINX)) {
            parts.add(firstLine("nginx", "-v"));
        }
        if (kinds.contains(Kind.HAPROXY)) {
            parts.add(firstLine("haproxy", "-v"));
        }
        if (kinds.contains(Kind.WEIR_QUOTAS)) {
            parts.add(firstLine(RedisServer.PROGRAM, "--version").replaceFirst(" sha=.*", ""));
        }
        if (kinds.contains(Kind.ENVOY) || kinds.contains(Kind.ENVOY_METERING)) {
            parts.add(firstLine(peers.envoy().orElseThrow().toString(), "--version"));
        }
        if (kinds.contains(Kind.PORTKEY)) {
            parts.add("Portkey " + peers.portkeyVersion() + " on Node " + firstLine("node", "--version"));
        }
        return String.join(", ", parts);
    }

    /** Returns how many processes waited for a CPU or used one, on average over the last minute. */
    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
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

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static String firstLine(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse(command[0])
                    .replaceFirst("(?i)^nginx version: |Copyright.*| - https.*", "")
                    .replaceFirst("^\\S*envoy +version: [0-9a-f]+/([^/]+)/.*", "Envoy $1")
                    .strip();
        }
    }
}
