package dev.weir.quota.store;

/** Ends a lease, or stands in for one that never was, with what was really used. */
public record Settlement(String lease, Subject subject, Terms terms, Amounts used) {}
