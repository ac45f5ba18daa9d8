package dev.weir.demo;

import java.util.List;
import java.util.Optional;

/**
 * What a run of the demo uses.
 *
 * @param port of the gateway
 * @param managementPort of metrics and health
 * @param simulatorPort of the simulated upstream
 * @param upstream where requests go
 * @param hasTraffic whether a mixed load runs, so that the console has something to show
 */
record DemoOptions(int port, int managementPort, int simulatorPort, DemoUpstream upstream, boolean hasTraffic) {
    /** Where the demo's requests go. */
    enum DemoUpstream {
        /** To the simulator; costs nothing. */
        SIMULATED,
        /** To the real upstream, with the caller's own key. */
        REAL
    }

    /** Returns a port that two of them share. */
    Optional<Integer> sharedPort() {
        List<Integer> ports = upstream == DemoUpstream.SIMULATED
                ? List.of(port, managementPort, simulatorPort)
                : List.of(port, managementPort);
        return ports.stream()
                .filter(candidate -> ports.indexOf(candidate) != ports.lastIndexOf(candidate))
                .findFirst();
    }
}
