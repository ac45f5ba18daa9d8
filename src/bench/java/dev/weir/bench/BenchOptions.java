package dev.weir.bench;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the benchmark was called.
 *
 * @param rounds measured, 1 to 100
 * @param requests that each measurement completes at least, as the warm-up tells, 100 to 1,000,000
 * @param connections of the load, 1 to 512
 * @param targets measured beside the mock itself
 * @param seed of the order within the rounds
 * @param destination where the report goes beside the screen
 */
record BenchOptions(int rounds, int requests, int connections, Set<Kind> targets, long seed, Destination destination) {
    /** What can stand between the load and the mock. */
    enum Kind {
        NGINX,
        HAPROXY,
        /** The gateway with a key that has no limits. */
        WEIR,
        /** The gateway with limits for the user and the team, counted in a Redis of its own. */
        WEIR_QUOTAS;

        /** Returns the names of all, as a sentence lists them. */
        static String labels() {
            return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
        }

        /** Returns the name on the command line and in the report. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Where the report goes beside the screen. */
    enum Destination {
        /** Nowhere. */
        SCREEN_ONLY,
        /** Into {@code docs/benchmarks.md}, in place of the figures there. */
        DOCS
    }

    /** What came of reading the arguments. */
    sealed interface Parsing {
        /** They are good. */
        record Parsed(BenchOptions options) implements Parsing {}

        /** Help was asked for. */
        record Help() implements Parsing {}

        /** They are wrong. */
        record Misused(String problem) implements Parsing {}
    }

    BenchOptions {
        targets = Set.copyOf(targets);
    }

    /**
     * Reads the arguments.
     *
     * @param seed where none is named
     */
    static Parsing parse(List<String> args, long seed) {
        BenchOptions options =
                new BenchOptions(5, 30_000, 16, EnumSet.allOf(Kind.class), seed, Destination.SCREEN_ONLY);
        Deque<String> rest = new ArrayDeque<>(args);
        try {
            while (!rest.isEmpty()) {
                String arg = rest.removeFirst();
                if (arg.equals("--help") || arg.equals("-h")) {
                    return new Parsing.Help();
                }
                options = options.with(arg, rest);
            }
        } catch (IllegalArgumentException e) {
            return new Parsing.Misused(String.valueOf(e.getMessage()));
        }
        return new Parsing.Parsed(options);
    }

    /** Returns the same with these targets in place of its own. */
    BenchOptions withTargets(Set<Kind> others) {
        return new BenchOptions(rounds, requests, connections, others, seed, destination);
    }

    /** Returns the targets in their usual order. */
    List<Kind> inOrder() {
        return targets.stream().sorted().toList();
    }

    /** Returns the command that repeats this run, its order included. */
    String command() {
        return "./weir bench --rounds %d --requests %d --connections %d --targets %s --seed %d"
                .formatted(
                        rounds,
                        requests,
                        connections,
                        inOrder().stream().map(Kind::label).collect(Collectors.joining(",")),
                        seed);
    }

    private BenchOptions with(String arg, Deque<String> rest) {
        return switch (arg) {
            case "--rounds" ->
                new BenchOptions(number(arg, rest, 1, 100), requests, connections, targets, seed, destination);
            case "--requests" ->
                new BenchOptions(rounds, number(arg, rest, 100, 1_000_000), connections, targets, seed, destination);
            case "--connections" ->
                new BenchOptions(rounds, requests, number(arg, rest, 1, 512), targets, seed, destination);
            case "--targets" -> withTargets(kinds(value(arg, rest)));
            case "--seed" ->
                new BenchOptions(
                        rounds, requests, connections, targets, number(arg, rest, 0, Integer.MAX_VALUE), destination);
            case "--write" -> new BenchOptions(rounds, requests, connections, targets, seed, Destination.DOCS);
            default -> throw new IllegalArgumentException("unknown option: " + arg);
        };
    }

    private static Set<Kind> kinds(String text) {
        return Arrays.stream(text.split(",", -1)).map(BenchOptions::kind).collect(Collectors.toSet());
    }

    private static Kind kind(String label) {
        Optional<Kind> kind = Arrays.stream(Kind.values())
                .filter(k -> k.label().equals(label))
                .findFirst();
        return kind.orElseThrow(() -> new IllegalArgumentException(
                "--targets: " + label + " (expected: of " + Kind.labels() + ", by commas)"));
    }

    private static int number(String option, Deque<String> rest, int least, int most) {
        String text = value(option, rest);
        if (text.matches("\\d{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw new IllegalArgumentException("%s: %s (expected: %d to %d)".formatted(option, text, least, most));
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.removeFirst();
    }
}
