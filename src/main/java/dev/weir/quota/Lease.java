package dev.weir.quota;

/**
 * A reservation that is open.
 *
 * @param id the gateway's own, the same as the request's
 */
public record Lease(String id) {}
