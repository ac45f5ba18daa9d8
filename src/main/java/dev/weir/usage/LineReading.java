package dev.weir.usage;

/** The outcome of reading one line of the usage log. */
public sealed interface LineReading {
    /** The line is one of the usage log. */
    record Parsed(UsageEntry entry) implements LineReading {}

    /**
     * The line is none, or damaged.
     *
     * @param reason repeats nothing of the line
     */
    record Unreadable(String reason) implements LineReading {}
}
