package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run needs on this machine.
 *
 * @param peers where gateways of others are
 */
record Prerequisites(Peers peers) {
    private static final int SPARE_FILES = 1_000;

    /**
     * Returns the targets that can be measured here; each other one is named with the reason.
     *
     * @param err takes the reasons
     * @throws IOException where wrk is missing, or nginx although it is wanted, or no target is left
     */
    Set<Kind> possible(Set<Kind> targets, PrintStream err) throws IOException {
        List<String> missing = new ArrayList<>();
        if (!Machine.has("wrk")) {
            missing.add("wrk is not on the path, which makes the load; install it (Debian: apt-get install wrk)");
        }
        if (targets.contains(Kind.NGINX) && !Machine.has("nginx")) {
            missing.add("nginx is not on the path, which Weir is compared with; install it (Debian: apt-get install"
                    + " nginx-light), or leave it out with --targets weir");
        }
        if (!missing.isEmpty()) {
            throw new IOException(String.join("\nweir: ", missing));
        }
        EnumSet<Kind> rest = EnumSet.copyOf(targets);
        for (Kind kind : targets) {
            reasonAgainst(kind).ifPresent(reason -> {
                err.printf("weir: left out: %s, as %s%n", kind.label(), reason);
                rest.remove(kind);
            });
        }
        if (rest.isEmpty()) {
            throw new IOException("no target is left");
        }
        return rest;
    }

    /**
     * Returns a course with no more open streams than the limit of open files lets this process have, which serves and
     * reads each of them.
     *
     * @param err takes the reason for a change
     */
    static Course possible(Course course, int openFiles, PrintStream err) {
        int most = (openFiles - SPARE_FILES) / 2;
        if (course instanceof Course.OpenStreams(int streams) && streams > most) {
            err.printf("weir: %d streams in place of %d, as %d files may be open%n", most, streams, openFiles);
            return new Course.OpenStreams(most);
        }
        return course;
    }

    /** Returns why a target cannot be measured here; empty where it can. */
    Optional<String> reasonAgainst(Kind kind) {
        return switch (kind) {
            case NGINX, WEIR, WEIR_BEFORE -> Optional.empty();
            case HAPROXY -> program("haproxy");
            case WEIR_QUOTAS, WEIR_QUOTAS_BEFORE -> program(RedisServer.PROGRAM);
            case ENVOY, ENVOY_METERING ->
                peers.envoy().isPresent()
                        ? Optional.empty()
                        : Optional.of("no Envoy is in " + peers.directory()
                                + " or on the path (docs/benchmarks.md tells how to install it)");
            case PORTKEY ->
                peers.portkey().isPresent()
                        ? Optional.empty()
                        : Optional.of("no @portkey-ai/gateway is in " + peers.directory()
                                + ", or no node is on the path (docs/benchmarks.md tells how to install it)");
        };
    }

    private static Optional<String> program(String name) {
        return Machine.has(name)
                ? Optional.empty()
                : Optional.of(name + " is not on the path (Debian: apt-get install " + name + ")");
    }
}
