package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The versions of the programs that take part, as they tell them.
 *
 * @param byProgram each text names its program
 */
record Versions(Map<String, String> byProgram) {
    Versions {
        byProgram = new LinkedHashMap<>(byProgram);
    }

    /**
     * Asks the programs.
     *
     * @param gateway how Weir is run, up to and without its command
     * @param home directory of the project
     * @throws IOException where one cannot be run
     */
    static Versions of(List<Kind> kinds, Peers peers, List<String> gateway, Path home) throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        List<String> weir = new ArrayList<>(gateway);
        weir.add("--version");
        versions.put("weir", firstLine(weir) + commit(home));
        versions.put("java", "Java " + Runtime.version());
        versions.put("wrk", firstLine(List.of("wrk", "-v")).replaceFirst(" Copyright.*", ""));
        if (kinds.contains(Kind.NGINX)) {
            versions.put("nginx", firstLine(List.of("nginx", "-v")).replaceFirst("^nginx version: ", ""));
        }
        if (kinds.contains(Kind.HAPROXY)) {
            versions.put("haproxy", firstLine(List.of("haproxy", "-v")).replaceFirst(" - https.*", ""));
        }
        if (kinds.stream().anyMatch(Kind::hasQuotas)) {
            versions.put(
                    "redis",
                    firstLine(List.of(RedisServer.PROGRAM, "--version")).replaceFirst(" sha=.*", ""));
        }
        if (kinds.contains(Kind.ENVOY) || kinds.contains(Kind.ENVOY_METERING)) {
            versions.put(
                    "envoy", envoy(firstLine(List.of(peers.envoy().orElseThrow().toString(), "--version"))));
        }
        if (kinds.contains(Kind.PORTKEY)) {
            versions.put("portkey", "Portkey " + peers.portkeyVersion());
            versions.put("node", "Node " + firstLine(List.of("node", "--version")));
        }
        return new Versions(versions);
    }

    /** Reads what Envoy prints, which is its path, then commit, version and kind of build, by slashes. */
    static String envoy(String printed) {
        return printed.replaceFirst("^\\S*envoy +version: [0-9a-f]+/([^/]+)/.*", "Envoy $1");
    }

    private static String commit(Path home) throws IOException {
        if (!Machine.has("git") || !home.resolve(".git").toFile().exists()) {
            return "";
        }
        String text = firstLine(List.of("git", "-C", home.toString(), "describe", "--always", "--dirty"));
        return text.startsWith("fatal") ? "" : " (" + text + ")";
    }

    private static String firstLine(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse(command.getFirst())
                    .strip();
        }
    }
}
