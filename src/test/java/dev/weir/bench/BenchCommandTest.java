package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.BenchOptions.Kind;
import dev.weir.command.CommandLines;
import dev.weir.command.ExitCode;
import dev.weir.command.TestCommandContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    private static final int SEED = new SplittableRandom(1).nextInt(100_000);

    private final TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());
    private final List<BenchOptions> runs = new ArrayList<>();

    @Test
    void measuresEverythingForFiveRoundsByDefault() {
        bench();

        assertThat(runs)
                .containsExactly(new BenchOptions(
                        new Course.Rounds(),
                        5,
                        30_000,
                        200_000,
                        16,
                        EnumSet.of(
                                Kind.NGINX, Kind.HAPROXY, Kind.WEIR, Kind.WEIR_QUOTAS, Kind.ENVOY, Kind.ENVOY_METERING),
                        Workload.USUAL,
                        SEED,
                        Outputs.NONE,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void takesEveryOption() {
        bench(("--rounds 7 --requests=9000 --warm-up 50000 --connections 32 --targets weir-quotas,portkey"
                        + " --seed 5 --write --peers ../venv --json run.json --plots plots"
                        + " --workloads sse-paced,image-4m")
                .split(" "));

        assertThat(runs)
                .containsExactly(new BenchOptions(
                        new Course.Rounds(),
                        7,
                        9_000,
                        50_000,
                        32,
                        Set.of(Kind.PORTKEY, Kind.WEIR_QUOTAS),
                        Set.of(Workload.IMAGE_4M, Workload.SSE_PACED),
                        5,
                        new Outputs(true, Optional.of(Path.of("run.json")), Optional.of(Path.of("plots"))),
                        Optional.empty(),
                        Optional.of(Path.of("../venv"))));
    }

    @Test
    void measuresAnotherVersionBesideThisOne() {
        bench("--seed", "5", "--before", "../older");

        assertThat(runs)
                .containsExactly(new BenchOptions(
                        new Course.Rounds(),
                        5,
                        30_000,
                        200_000,
                        16,
                        EnumSet.complementOf(EnumSet.of(Kind.PORTKEY)),
                        Workload.USUAL,
                        5,
                        Outputs.NONE,
                        Optional.of(Path.of("../older")),
                        Optional.empty()));
    }

    @Test
    void namesTheCommandThatRepeatsARun() {
        BenchOptions options = new BenchOptions(
                new Course.Rounds(),
                7,
                9_000,
                50_000,
                32,
                Set.of(Kind.WEIR, Kind.NGINX),
                Set.of(Workload.JSON_5K, Workload.JSON_1K),
                5,
                Outputs.NONE,
                Optional.of(Path.of("../older")),
                Optional.of(Path.of("../venv")));

        assertThat(options.command())
                .isEqualTo("./weir bench --rounds 7 --requests 9000 --warm-up 50000 --connections 32"
                        + " --targets nginx,weir --seed 5 --workloads json-1k,json-5k"
                        + " --before ../older --peers ../venv");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --rounds 0        | --rounds: 0 (expected: 1 to 100)
                    --requests many   | Invalid value for option '--requests': 'many' is not an int
                    --connections 513 | --connections: 513 (expected: 1 to 512)
                    --seed -1         | --seed: -1 (expected: 0 to 2147483647)
                    --seed            | Missing required parameter for option '--seed' (<n>)
                    --targets weir-before | --targets: another version needs --before <dir>
                    --ramp --open-streams 9 | --ramp: not together with --open-streams
                    --open-streams 9000 | --open-streams: 9000 (expected: 1 to 8000)
                    --fast            | unknown option: --fast
                    """)
    void namesWhatIsWrong(String arguments, String problem) {
        int code = bench(arguments.split(" "));

        assertThat(terminal.err()).startsWith("weir: " + problem + System.lineSeparator());
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
        assertThat(runs).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--open-streams, 8000", "--open-streams=500, 500"})
    void keepsStreamsOpenInPlaceOfTheRounds(String option, int streams) {
        bench(option);

        assertThat(runs).extracting(BenchOptions::course).containsExactly(new Course.OpenStreams(streams));
        assertThat(runs.getFirst().command()).startsWith("./weir bench --open-streams " + streams + " --rounds 5");
    }

    @Test
    void raisesTheRateInPlaceOfTheRounds() {
        bench("--ramp");

        assertThat(runs).extracting(BenchOptions::course).containsExactly(new Course.Ramp());
        assertThat(runs.getFirst().command()).startsWith("./weir bench --ramp --rounds 5");
    }

    @Test
    void namesTheTargetsThatThereAre() {
        bench("--targets", "weir,kong");

        assertThat(terminal.err())
                .contains(
                        "kong (expected: of nginx, haproxy, weir, weir-quotas, weir-before, weir-quotas-before, envoy,"
                                + " envoy-metering, portkey)");
    }

    @Test
    void namesTheWorkloadsThatThereAre() {
        bench("--workloads", "json-2k");

        assertThat(terminal.err())
                .contains("json-2k (expected: of json-1k, json-5k, sse-burst, json-300k, image-4m, sse-paced, hot-user,"
                        + " reject-rate, reject-key)");
    }

    @Test
    void hasItsHelpInTheLauncherToo() throws IOException, InterruptedException {
        bench("--help");
        Process launcher = new ProcessBuilder("./weir", "bench", "--rounds", "3", "--help").start();

        String shown = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shown).isEqualTo(terminal.out());
        assertThat(launcher.waitFor()).isZero();
    }

    private int bench(String... args) {
        BenchCommand command = new BenchCommand(this::record, new SplittableRandom(1));
        return CommandLines.run(command, List.of(args), terminal.context());
    }

    private int record(BenchOptions options) {
        runs.add(options);
        return ExitCode.GOOD;
    }
}
