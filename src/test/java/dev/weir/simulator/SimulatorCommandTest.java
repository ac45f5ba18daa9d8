package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulatorCommandTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(complained, true, StandardCharsets.UTF_8);

    @Test
    void explainsItself() {
        int code = SimulatorCommand.run(List.of("--help"), out, err);

        assertThat(code).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("Usage: weir simulate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | --prot: unknown option (expected: --host, --port, --seed or --help)",
                "--port | --port: no value",
                "--port 65536 | --port: 65536 (expected: 0 to 65535)",
                "--seed x | --seed: x (expected: a whole number)",
            })
    void namesWrongUse(String args, String message) {
        int code = SimulatorCommand.run(List.of(args.split(" ", -1)), out, err);

        assertThat(code).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).startsWith(message + System.lineSeparator());
    }

    @Test
    void namesABusyPort() {
        try (RunningSimulator busy = new RunningSimulator(new MovableClock())) {
            String port = String.valueOf(busy.port());

            int code = SimulatorCommand.run(List.of("--port", port), out, err);

            assertThat(code).isEqualTo(1);
            assertThat(complained.toString(StandardCharsets.UTF_8)).contains("127.0.0.1 port " + port);
        }
    }

    @Test
    void runsUntilItIsInterrupted() throws InterruptedException {
        AtomicInteger code = new AtomicInteger(-1);
        Thread command =
                new Thread(() -> code.set(SimulatorCommand.run(List.of("--port", "0", "--seed", "7"), out, err)));
        command.start();

        command.interrupt();
        command.join();

        assertThat(code).hasValue(0);
    }

    @Test
    void readsAllOptions() {
        SimulatorArguments line = SimulatorArguments.read(List.of("--host", "0.0.0.0", "--port", "1", "--seed", "-3"));

        assertThat(line).isEqualTo(new SimulatorArguments.Good(new SimulatorOptions("0.0.0.0", 1, -3)));
    }
}
