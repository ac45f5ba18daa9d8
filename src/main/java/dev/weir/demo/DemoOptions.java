package dev.weir.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the demo was called.
 *
 * @param port of the gateway
 * @param managementPort of metrics and health
 * @param simulatorPort of the simulated upstream
 * @param upstream where requests go
 */
record DemoOptions(int port, int managementPort, int simulatorPort, Upstream upstream) {
    /** Where the demo's requests go. */
    enum Upstream {
        /** To the simulator; costs nothing. */
        SIMULATED,
        /** To the real upstream, with the caller's own key. */
        REAL
    }

    /** What came of reading the arguments. */
    sealed interface Parsing {
        /** They are good. */
        record Parsed(DemoOptions options) implements Parsing {}

        /** Help was asked for. */
        record Help() implements Parsing {}

        /** They are wrong. */
        record Misused(String problem) implements Parsing {}
    }

    /** Reads the arguments; ports that they do not name come from the variables that Quarkus knows, else are the usual. */
    static Parsing parse(List<String> args, Map<String, String> environment) {
        DemoOptions options;
        try {
            options = new DemoOptions(
                    port("QUARKUS_HTTP_PORT", environment.getOrDefault("QUARKUS_HTTP_PORT", "8080")),
                    port("QUARKUS_MANAGEMENT_PORT", environment.getOrDefault("QUARKUS_MANAGEMENT_PORT", "9000")),
                    9100,
                    Upstream.SIMULATED);
            Deque<String> rest = new ArrayDeque<>(args);
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
        return options.sharedPort()
                .<Parsing>map(
                        shared -> new Parsing.Misused("port " + shared + " is named twice (expected: three ports)"))
                .orElse(new Parsing.Parsed(options));
    }

    private DemoOptions with(String arg, Deque<String> rest) {
        return switch (arg) {
            case "--real" -> new DemoOptions(port, managementPort, simulatorPort, Upstream.REAL);
            case "--port" -> new DemoOptions(value(arg, rest), managementPort, simulatorPort, upstream);
            case "--management-port" -> new DemoOptions(port, value(arg, rest), simulatorPort, upstream);
            case "--simulator-port" -> new DemoOptions(port, managementPort, value(arg, rest), upstream);
            default -> throw new IllegalArgumentException("unknown option: " + arg);
        };
    }

    private Optional<Integer> sharedPort() {
        if (port == managementPort || port == simulatorPort) {
            return Optional.of(port);
        }
        return managementPort == simulatorPort ? Optional.of(managementPort) : Optional.empty();
    }

    private static int value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a port");
        }
        return port(option, rest.removeFirst());
    }

    private static int port(String name, String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        throw new IllegalArgumentException(name + ": " + text + " (expected: a port, 1 to 65535)");
    }
}
