package dev.weir.quota;

/** The lease of a caller without limits: nothing is held and nothing is counted. */
public record FreeLease(String id) implements Lease {}
