package dev.weir.simulator;

import java.util.List;
import java.util.Optional;

/** What the arguments of the command ask for. */
sealed interface SimulatorArguments {
    /** Arguments that are understood. */
    record Good(SimulatorOptions options) implements SimulatorArguments {}

    /** Arguments that are not; the message names the one. */
    record Wrong(String message) implements SimulatorArguments {}

    /** Reads {@code --name value} pairs; later ones win. */
    static SimulatorArguments read(List<String> args) {
        SimulatorOptions options = SimulatorOptions.defaults();
        for (int at = 0; at < args.size(); at += 2) {
            String name = args.get(at);
            if (!List.of("--host", "--port", "--seed").contains(name)) {
                return new Wrong(name + ": unknown option (expected: --host, --port, --seed or --help)");
            }
            if (at + 1 == args.size()) {
                return new Wrong(name + ": no value");
            }
            Optional<SimulatorOptions> changed = with(options, name, args.get(at + 1));
            if (changed.isEmpty()) {
                return new Wrong(name + ": " + args.get(at + 1) + " (expected: "
                        + (name.equals("--port") ? "0 to 65535" : "a whole number") + ")");
            }
            options = changed.get();
        }
        return new Good(options);
    }

    private static Optional<SimulatorOptions> with(SimulatorOptions old, String name, String value) {
        try {
            return Optional.of(
                    switch (name) {
                        case "--host" -> new SimulatorOptions(value, old.port(), old.seed());
                        case "--port" -> new SimulatorOptions(old.host(), Integer.parseInt(value), old.seed());
                        default -> new SimulatorOptions(old.host(), old.port(), Long.parseLong(value));
                    });
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
