package dev.weir.metering;

import java.util.function.LongSupplier;

/**
 * Where the gauges of what is under way are read; each is called at every scrape, on the scraping thread.
 *
 * @param requests requests that have begun and not ended
 * @param streams event streams being relayed
 * @param bodyBytes bytes of request bodies held
 * @param connections open connections on the data port
 * @param refusedConnections connections closed as they came, there being too many; only grows
 */
public record InFlight(
        LongSupplier requests,
        LongSupplier streams,
        LongSupplier bodyBytes,
        LongSupplier connections,
        LongSupplier refusedConnections) {}
