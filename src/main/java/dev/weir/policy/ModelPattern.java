package dev.weir.policy;

/** A pattern of model ids; {@code *} stands for any number of characters, every other character for itself. */
public record ModelPattern(String text) {}
