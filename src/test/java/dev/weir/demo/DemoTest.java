package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.KeyMaker;
import dev.weir.command.CommandLines;
import dev.weir.command.ExitCode;
import dev.weir.command.TestCommandContext;
import dev.weir.demo.DemoOptions.DemoUpstream;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Plan;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.policy.Team;
import dev.weir.pricing.PriceReader;
import dev.weir.reload.FileReading;
import dev.weir.reload.SecretValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoTest {
    private static final SecretValue KEY = new SecretValue("weir_demo-key");

    @Test
    void usesTheUsualPortsWhereNoneIsNamed() {
        DemoOptions options = options(List.of(), Map.of());

        assertThat(options).isEqualTo(new DemoOptions(8080, 9000, 9100, DemoUpstream.SIMULATED, false));
    }

    @Test
    void prefersItsOptionsToTheVariables() {
        DemoOptions options = options(
                List.of("--port", "1", "--simulator-port=3", "--real"),
                Map.of("QUARKUS_HTTP_PORT", "7", "QUARKUS_MANAGEMENT_PORT", "2"));

        assertThat(options).isEqualTo(new DemoOptions(1, 2, 3, DemoUpstream.REAL, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--port 0", "--port 65536", "--port x", "--nonsense", "--port 9000", "x"})
    void rejectsArgumentsThatItDoesNotUnderstand(String arguments) {
        TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

        int code = run(List.of(arguments.split(" ", -1)), terminal);

        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
        assertThat(terminal.err()).startsWith("weir: ").contains("Usage: demo");
    }

    @Test
    void namesEveryBusyPortAndHowToChooseAnother() throws IOException {
        try (ServerSocket first = busyPort();
                ServerSocket second = busyPort();
                ServerSocket third = busyPort()) {
            TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

            int code = run(
                    List.of(
                            "--port", String.valueOf(first.getLocalPort()),
                            "--management-port", String.valueOf(second.getLocalPort()),
                            "--simulator-port", String.valueOf(third.getLocalPort())),
                    terminal);

            assertThat(terminal.err())
                    .contains("port " + first.getLocalPort() + " is busy", "--port <port>")
                    .contains("port " + second.getLocalPort() + " is busy", "--management-port <port>")
                    .contains("port " + third.getLocalPort() + " is busy", "--simulator-port <port>");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void knowsNoUpstreamButTheSimulatorUnlessItIsToldTo() throws IOException {
        TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of("ANTHROPIC_API_KEY", "sk-ant-real"));
        DemoOptions options = new DemoOptions(1, 2, 3, DemoUpstream.SIMULATED, false);
        DemoFiles files = DemoFiles.write("ab".repeat(32), "simulator", Optional.empty());

        Map<String, String> settings =
                DemoSettings.of(options, files, Optional.empty(), new SecretValue("secret"), terminal.context());

        assertThat(settings)
                .containsEntry("weir.upstreams.simulator.url", "http://127.0.0.1:3")
                .containsEntry("user.dir", files.directory().toString())
                .containsEntry("quarkus.http.host", "127.0.0.1")
                .containsEntry("quarkus.management.host", "127.0.0.1");
        assertThat(settings.values())
                .noneMatch(value -> value.contains("sk-ant-real") || value.contains("anthropic.com"));
    }

    @Test
    void needsAKeyForTheRealUpstream() throws IOException {
        TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of("ANTHROPIC_API_KEY", " "));
        // A busy port keeps the demo from starting in any case
        try (ServerSocket busy = busyPort()) {
            int code = run(List.of("--real", "--port", String.valueOf(busy.getLocalPort())), terminal);

            assertThat(terminal.err()).contains("--real needs ANTHROPIC_API_KEY");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void writesAPolicyAndPricesThatWeirTakes() throws IOException {
        DemoFiles files = DemoFiles.write("ab".repeat(32), "simulator", Optional.empty());

        assertThat(policy(files).toString()).isEqualTo("Policy[1 teams, 1 keys]");
        assertThat(PriceReader.read(Files.readAllBytes(files.prices()))).isInstanceOf(FileReading.Valid.class);
    }

    @Test
    void writesAPolicyWithTheTeamsOfItsLoad() throws IOException {
        DemoTeams load = DemoTeams.make(new KeyMaker(new Random(1)));
        DemoFiles files = DemoFiles.write("ab".repeat(32), "simulator", Optional.of(load));

        assertThat(policy(files).teams()).extracting(Team::name).containsExactly("demo", "search", "support", "batch");
        assertThat(load.keys()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void sendsItsLoadToNoUpstreamThatCostsMoney() {
        TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of("ANTHROPIC_API_KEY", "sk-ant-real"));

        int code = run(List.of("--real", "--traffic"), terminal);

        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
        assertThat(terminal.err()).contains("--traffic goes to the simulator only");
    }

    @Test
    void bindsTheKeyToAUserWhoseUseItsOwnLimitsShow() throws IOException {
        DemoFiles files = DemoFiles.write("ab".repeat(32), "simulator", Optional.empty());

        assertThat(policy(files).team("demo").orElseThrow().keys())
                .singleElement()
                .satisfies(key -> assertThat(key.user()).contains("demo"));
    }

    @Test
    void setsLimitsSoThatTheyCanBeSeen() throws IOException {
        DemoFiles files = DemoFiles.write("ab".repeat(32), "simulator", Optional.empty());

        Plan plan = policy(files).team("demo").orElseThrow().plan();

        assertThat(plan.user().all())
                .extracting(Limit::kind)
                .contains(
                        LimitKind.REQUESTS_PER_MINUTE,
                        LimitKind.INPUT_TOKENS_PER_MINUTE,
                        LimitKind.OUTPUT_TOKENS_PER_MINUTE,
                        LimitKind.USD_PER_DAY);
    }

    @Test
    void announcesExamplesThatCanBePasted() {
        String text = new Announcement(
                        new DemoOptions(1, 2, 3, DemoUpstream.SIMULATED, false), KEY, Optional.of(new DemoRedis(4)))
                .text();

        assertThat(text)
                .contains("curl -N http://127.0.0.1:1/v1/messages", "-H 'x-api-key: weir_demo-key'")
                .contains("curl http://127.0.0.1:1/weir/limits -H 'x-api-key: weir_demo-key'\n")
                .contains("export ANTHROPIC_BASE_URL=http://127.0.0.1:1\n")
                .contains("export ANTHROPIC_AUTH_TOKEN=weir_demo-key\n")
                .contains("http://127.0.0.1:2/q/metrics", "http://127.0.0.1:3", "127.0.0.1:4")
                .contains("nothing here costs money");
    }

    @Test
    void warnsOfTheCostOfTheRealUpstream() {
        String text =
                new Announcement(new DemoOptions(1, 2, 3, DemoUpstream.REAL, false), KEY, Optional.empty()).text();

        assertThat(text).contains("EVERY REQUEST COSTS MONEY", "https://api.anthropic.com", "redis      none");
    }

    private static int run(List<String> args, TestCommandContext terminal) {
        return CommandLines.run(new DemoCommand(terminal.context()), args, terminal.context());
    }

    private static DemoOptions options(List<String> args, Map<String, String> environment) {
        DemoCommand command = new DemoCommand(new TestCommandContext(Path.of(""), environment).context());
        new CommandLine(command).parseArgs(args.toArray(String[]::new));
        return command.options();
    }

    private static Policy policy(DemoFiles files) throws IOException {
        return switch (new PolicyReader(Set.of("simulator")).read(Files.readAllBytes(files.policy()))) {
            case FileReading.Valid<Policy>(Policy policy) -> policy;
            case FileReading.Invalid<Policy>(List<String> faults) -> throw new AssertionError(faults);
        };
    }

    private static ServerSocket busyPort() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
