package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How Portkey's gateway is set up: one Node process, told by headers of each request where to send it.
 *
 * <p>It passes the caller's credential on, and keeps no log, limits or prices. It listens on all interfaces, which
 * it has no option for.
 *
 * @param script that starts it
 * @param mockPort of the upstream
 */
record PortkeyConfig(Path script, int mockPort) {
    /** Returns its recipe. */
    Recipe recipe(int port) {
        return new Recipe(
                Map.of(),
                List.of("node", script.toString(), "--headless", "--port=" + port),
                Map.of(
                        "x-portkey-provider",
                        "anthropic",
                        "x-portkey-custom-host",
                        "http://127.0.0.1:" + mockPort + "/v1"));
    }
}
