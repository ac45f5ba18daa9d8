package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCommandTest {
    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void endsWellOnlyWhereTheGatewayIsReady(int status, int expected) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        String port = String.valueOf(server.getAddress().getPort());
        TestCommandContext terminal = terminal(Map.of("QUARKUS_MANAGEMENT_PORT", port));

        int code = health(terminal);

        server.stop(0);
        assertThat(terminal.out()).isEqualTo("http://127.0.0.1:" + port + "/q/health/ready: " + status + "\n");
        assertThat(code).isEqualTo(expected);
    }

    @Test
    void endsBadlyWhereNobodyListens() {
        String port = String.valueOf(FreePorts.next());
        TestCommandContext terminal = terminal(Map.of());

        int code = health(terminal, "--port", port);

        assertThat(terminal.out()).startsWith("http://127.0.0.1:" + port + "/q/health/ready: ");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesAPortThatIsNone() {
        TestCommandContext terminal = terminal(Map.of("QUARKUS_MANAGEMENT_PORT", "nine"));

        int code = health(terminal);

        assertThat(terminal.err()).startsWith("weir: QUARKUS_MANAGEMENT_PORT: ");
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    private static TestCommandContext terminal(Map<String, String> environment) {
        return new TestCommandContext(Path.of(""), environment);
    }

    private static int health(TestCommandContext terminal, String... args) {
        return CommandLines.run(new HealthCommand(terminal.context()), List.of(args), terminal.context());
    }
}
