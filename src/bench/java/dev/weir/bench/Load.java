package dev.weir.bench;

import java.io.IOException;

/** Sends what a workload wants to a target for some seconds. */
interface Load {
    /**
     * What was served.
     *
     * @param units requests, or events where the workload counts those; at least 1
     * @param perSecond units
     */
    record LoadResult(long units, double perSecond) {}

    /**
     * Runs it to its end.
     *
     * @param seconds for how long it starts new requests
     * @throws IOException where it does not end well, or one request was not served as the workload expects
     */
    LoadResult run(BenchStep step, int seconds) throws IOException;
}
