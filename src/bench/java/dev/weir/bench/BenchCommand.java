package dev.weir.bench;

import dev.weir.bench.BenchOptions.Kind;
import dev.weir.command.HelpOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The arguments of {@code ./weir bench}; the launcher carries the same help, so that showing it compiles nothing. */
@Command(
        name = "./weir bench",
        description = "Measure CPU per request of Weir beside nginx, HAProxy and Envoy.",
        footer = {
            "",
            "Everything but Portkey listens on 127.0.0.1 alone; Ctrl-C stops all. JAVA_OPTS goes to the gateway only.",
            "Exit codes: 0 good, 1 a request failed or something could not start, 2 wrong usage."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int SEEDS = 100_000;
    private static final int MOST_STREAMS = 8_000;

    private final ToIntFunction<BenchOptions> benchmark;
    private final RandomGenerator random;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "Rounds measured after the warm-up, 1 to 100; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--requests",
            paramLabel = "<n>",
            defaultValue = "30000",
            description = "Each measurement completes about as many or more (2 to 60 s each), 100 to 1000000; default"
                    + " ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--warm-up",
            paramLabel = "<n>",
            description = "Requests of each workload to each target before the rounds, 0 to 1000000 but for at most a"
                    + " minute; default 200000. Fewer make a run short and its figures worthless.")
    private int warmUp = BenchOptions.WARM_UP;

    @Option(
            names = "--connections",
            paramLabel = "<n>",
            defaultValue = "16",
            description = "Connections of the load, 1 to 512; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--targets",
            paramLabel = "<list>",
            split = ",",
            hideParamSyntax = true,
            converter = KindConverter.class,
            description =
                    "Of nginx, haproxy, weir, weir-quotas, weir-before, weir-quotas-before, envoy, envoy-metering,"
                            + " portkey, by commas; default all but portkey, which listens on all interfaces. Those"
                            + " whose program is missing are left out.")
    private List<Kind> targets = List.of();

    @Option(
            names = "--workloads",
            paramLabel = "<list>",
            split = ",",
            hideParamSyntax = true,
            converter = WorkloadConverter.class,
            description = "Of json-1k, json-5k, sse-burst, json-300k, image-4m, sse-paced, hot-user, reject-rate,"
                    + " reject-key, by commas; default the first three.")
    private List<Workload> workloads = List.of();

    @Option(
            names = "--open-streams",
            paramLabel = "<n>",
            arity = "0..1",
            fallbackValue = "8000",
            description = "In place of the rounds: lost events, memory and CPU of streams that stay open with an event"
                    + " each second, 1 to 8000; default ${FALLBACK-VALUE}, or what the limit of open files lets.")
    private Optional<Integer> openStreams = Optional.empty();

    @Option(
            names = "--ramp",
            description = "In place of the rounds: latency at arrival rates that double, until each target is past its"
                    + " knee.")
    private boolean isRamp;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            description = "Seed of the order within the rounds; default: drawn, and printed.")
    private Optional<Integer> seed = Optional.empty();

    @Option(
            names = "--before",
            paramLabel = "<dir>",
            description = "Another version of the project, built there by its ./weir: measured in the same rounds, as"
                    + " weir-before and weir-quotas-before.")
    private Optional<Path> before = Optional.empty();

    @Option(
            names = "--peers",
            paramLabel = "<dir>",
            description = "Where Envoy and Portkey are installed (docs/benchmarks.md tells how); default target/peers.")
    private Optional<Path> peers = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "<file>",
            description = "Write the run as JSON: versions, settings, samples.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--plots", paramLabel = "<dir>", description = "Write plots of the ratios there, as SVG.")
    private Optional<Path> plots = Optional.empty();

    @Option(names = "--write", description = "Write the figures into docs/benchmarks.md, with plots beside it.")
    private boolean isWritten;

    /**
     * Runs a benchmark with the options of the arguments.
     *
     * @param random draws the seed where none is named
     */
    BenchCommand(ToIntFunction<BenchOptions> benchmark, RandomGenerator random) {
        this.benchmark = benchmark;
        this.random = random;
    }

    @Override
    public Integer call() {
        return benchmark.applyAsInt(options());
    }

    private BenchOptions options() {
        int number = seed.orElseGet(() -> random.nextInt(SEEDS));
        requireBounds("--rounds", rounds, 1, 100);
        requireBounds("--requests", requests, 100, 1_000_000);
        requireBounds("--warm-up", warmUp, 0, 1_000_000);
        requireBounds("--connections", connections, 1, 512);
        requireBounds("--seed", number, 0, Integer.MAX_VALUE);
        Outputs outputs = new Outputs(isWritten, json, plots);
        return new BenchOptions(
                course(), rounds, requests, warmUp, connections, kinds(), workloads(), number, outputs, before, peers);
    }

    private Set<Kind> kinds() {
        if (!targets.isEmpty()) {
            if (before.isEmpty() && targets.stream().anyMatch(Kind::isOtherVersion)) {
                throw new ParameterException(command.commandLine(), "--targets: another version needs --before <dir>");
            }
            return EnumSet.copyOf(targets);
        }
        EnumSet<Kind> all = EnumSet.allOf(Kind.class);
        all.removeIf(kind -> kind.isOtherVersion() && before.isEmpty());
        all.remove(Kind.PORTKEY);
        return all;
    }

    private Course course() {
        openStreams.ifPresent(streams -> requireBounds("--open-streams", streams, 1, MOST_STREAMS));
        if (openStreams.isPresent() && isRamp) {
            throw new ParameterException(command.commandLine(), "--ramp: not together with --open-streams");
        }
        if (isRamp) {
            return new Course.Ramp();
        }
        return openStreams.<Course>map(Course.OpenStreams::new).orElseGet(Course.Rounds::new);
    }

    private Set<Workload> workloads() {
        return workloads.isEmpty() ? Workload.USUAL : EnumSet.copyOf(workloads);
    }

    private void requireBounds(String option, int number, int least, int most) {
        if (number < least || number > most) {
            throw new ParameterException(
                    command.commandLine(), "%s: %d (expected: %d to %d)".formatted(option, number, least, most));
        }
    }

    /** Reads the name of a workload. */
    static final class WorkloadConverter implements ITypeConverter<Workload> {
        @Override
        public Workload convert(String label) {
            return Arrays.stream(Workload.values())
                    .filter(workload -> workload.label().equals(label))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException(label + " (expected: of " + Workload.labels() + ")"));
        }
    }

    /** Reads the name of a target. */
    static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String label) {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(label + " (expected: of " + Kind.labels() + ")"));
        }
    }
}
