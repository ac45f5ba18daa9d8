package dev.weir.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run of the benchmark does.
 *
 * @param course what is measured
 * @param rounds measured, 1 to 100
 * @param requests that each measurement completes at least, as the warm-up tells, 100 to 1,000,000
 * @param warmUp requests of each workload to each target before the rounds, 0 to 1,000,000; at most for a minute
 * @param connections of the load, 1 to 512
 * @param targets measured beside the mock itself
 * @param workloads that each of them meets
 * @param seed of the order within the rounds
 * @param outputs where the results go beside the screen
 * @param before the directory of another version of the project, built; present where a target is of that version
 * @param peers the directory that gateways of others are installed in, where one is named
 */
record BenchOptions(
        Course course,
        int rounds,
        int requests,
        int warmUp,
        int connections,
        Set<Kind> targets,
        Set<Workload> workloads,
        long seed,
        Outputs outputs,
        Optional<Path> before,
        Optional<Path> peers) {
    /** Requests of a warm-up, where none are named. */
    static final int WARM_UP = 200_000;

    /** What can stand between the load and the mock. */
    enum Kind {
        NGINX,
        HAPROXY,
        /** The gateway with a key that has no limits. */
        WEIR,
        /** The gateway with limits for the user and the team, counted in a Redis of its own. */
        WEIR_QUOTAS,
        /** Another version of the gateway, as {@link #WEIR}. */
        WEIR_BEFORE,
        /** Another version of the gateway, as {@link #WEIR_QUOTAS}. */
        WEIR_QUOTAS_BEFORE,
        /** Envoy: a route that replaces the credential. */
        ENVOY,
        /** Envoy that also limits requests and reads and logs the usage. */
        ENVOY_METERING,
        /** The gateway of Portkey, on Node. */
        PORTKEY;

        private static final Set<Kind> OTHER_VERSION = EnumSet.of(WEIR_BEFORE, WEIR_QUOTAS_BEFORE);
        private static final Set<Kind> WITH_QUOTAS = EnumSet.of(WEIR_QUOTAS, WEIR_QUOTAS_BEFORE);
        private static final Set<Kind> OURS = EnumSet.of(WEIR, WEIR_QUOTAS, WEIR_BEFORE, WEIR_QUOTAS_BEFORE);
        private static final Set<Kind> PEERS = EnumSet.of(ENVOY, ENVOY_METERING, PORTKEY);

        /** Returns the names of all, as a sentence lists them. */
        static String labels() {
            return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
        }

        /** Whether it needs the directory of another version. */
        boolean isOtherVersion() {
            return OTHER_VERSION.contains(this);
        }

        /** Whether it counts limits in Redis. */
        boolean hasQuotas() {
            return WITH_QUOTAS.contains(this);
        }

        /** Whether it is a gateway of ours. */
        boolean isWeir() {
            return OURS.contains(this);
        }

        /** Whether it knows a caller with a rate limit. */
        boolean hasRateLimit() {
            return hasQuotas() || this == ENVOY_METERING;
        }

        /** Whether it is of others, so that a workload it cannot serve is left out in place of ending the run. */
        boolean isPeer() {
            return PEERS.contains(this);
        }

        /** Returns the name on the command line and in the report. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    BenchOptions {
        targets = Set.copyOf(targets);
        workloads = Set.copyOf(workloads);
    }

    /** Returns the same with these targets in place of its own. */
    BenchOptions withTargets(Set<Kind> others) {
        return new BenchOptions(
                course, rounds, requests, warmUp, connections, others, workloads, seed, outputs, before, peers);
    }

    /** Returns the same with this course in place of its own, and the workload that the course repeats. */
    BenchOptions withCourse(Course other) {
        Set<Workload> repeated = switch (other) {
            case Course.Rounds _ -> workloads;
            case Course.OpenStreams _ -> Set.of(Workload.SSE_BURST);
            case Course.Ramp _ -> Set.of(Workload.JSON_1K);
        };
        return new BenchOptions(
                other, rounds, requests, warmUp, connections, targets, repeated, seed, outputs, before, peers);
    }

    /** Returns how many streams stay open at the same time; 0 where the course has none. */
    int openStreams() {
        return course instanceof Course.OpenStreams(int streams) ? streams : 0;
    }

    /** Returns the targets in their usual order. */
    List<Kind> inOrder() {
        return targets.stream().sorted().toList();
    }

    /** Returns the workloads in their usual order. */
    List<Workload> workloadsInOrder() {
        return workloads.stream().sorted().toList();
    }

    /** Returns the command that repeats this run, its order included. */
    String command() {
        return "./weir bench%s --rounds %d --requests %d%s --connections %d --targets %s --seed %d%s%s%s"
                .formatted(
                        course.option(),
                        rounds,
                        requests,
                        warmUp == WARM_UP ? "" : " --warm-up " + warmUp,
                        connections,
                        inOrder().stream().map(Kind::label).collect(Collectors.joining(",")),
                        seed,
                        workloads.equals(Workload.USUAL) ? "" : " --workloads " + workloadLabels(),
                        before.map(directory -> " --before " + directory).orElse(""),
                        peers.map(directory -> " --peers " + directory).orElse(""));
    }

    private String workloadLabels() {
        return workloadsInOrder().stream().map(Workload::label).collect(Collectors.joining(","));
    }
}
