package dev.weir.simulator;

/**
 * Where and how a simulator runs.
 *
 * @param host the address to listen on
 * @param port 0 for a free one, up to 65535
 * @param seed ids and texts are the same for the same seed and the same requests
 */
public record SimulatorOptions(String host, int port, long seed) {
    private static final int HIGHEST_PORT = 65_535;

    public SimulatorOptions {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + HIGHEST_PORT + ")");
        }
    }

    /** 127.0.0.1, port 9100, seed 1. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions("127.0.0.1", 9100, 1);
    }
}
