package dev.weir.metering;

import java.util.function.LongSupplier;

/**
 * The sources of gauges; each is read at every scrape, on the scraping thread.
 *
 * @param requests requests that have begun and not ended
 * @param streams event streams being relayed
 * @param bodyBytes bytes of request bodies held
 * @param connections open connections on the data port
 * @param connectionsClosedAtOnce connections closed because there were too many; only grows
 */
public record InFlight(
        LongSupplier requests,
        LongSupplier streams,
        LongSupplier bodyBytes,
        LongSupplier connections,
        LongSupplier connectionsClosedAtOnce) {}
