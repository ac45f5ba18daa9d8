package dev.weir.policy;

/** The limits of one level, each absent where unlimited. */
public record Limits() {}
