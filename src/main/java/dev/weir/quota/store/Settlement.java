package dev.weir.quota.store;

/** Ends a lease, or charges without one, with the actual usage. */
public record Settlement(String lease, Subject subject, Terms terms, Amounts used) {}
