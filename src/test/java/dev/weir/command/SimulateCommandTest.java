package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateCommandTest {
    private final TestCommandContext terminal = new TestCommandContext(Path.of(""), Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | weir: unknown option: --prot",
                "--port | weir: Missing required parameter for option '--port' (<port>)",
                "--port 65536 | weir: Invalid value for option '--port': 65536 (expected: 0 to 65535)",
                "--seed=x | weir: Invalid value for option '--seed': 'x' is not a long",
            })
    void namesWrongUse(String args, String message) {
        int code = simulate(args.split(" ", -1));

        assertThat(terminal.err()).startsWith(message + System.lineSeparator());
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void namesABusyPort() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(busy.getLocalPort());

            int code = simulate("--port", port);

            assertThat(terminal.err()).contains("127.0.0.1 port " + port);
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void runsUntilItIsInterrupted() throws InterruptedException {
        AtomicInteger code = new AtomicInteger(-1);
        Thread command = new Thread(() -> code.set(simulate("--port", "0", "--seed", "7")));
        command.start();

        command.interrupt();
        command.join();

        assertThat(code).hasValue(0);
    }

    private int simulate(String... args) {
        return CommandLines.run(new SimulateCommand(terminal.context()), List.of(args), terminal.context());
    }
}
