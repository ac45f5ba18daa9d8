package dev.weir.usage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads logs and hands over their exchanges; says which lines it could not read, and counts all of them. Used by one
 * thread.
 */
public final class LogSummary {
    /** The most lines that are named. */
    static final int MOST_NAMED = 20;

    private final Consumer<UsageEntry> entries;
    private final Consumer<String> faults;
    private long unreadable;
    private boolean isCut;

    /**
     * Makes a summary.
     *
     * @param faults takes a text for each line that cannot be read, the first {@value #MOST_NAMED}, and for each file
     *     whose rest cannot be read
     */
    public LogSummary(Consumer<UsageEntry> entries, Consumer<String> faults) {
        this.entries = entries;
        this.faults = faults;
    }

    /** Reads a file to its end, or as far as it can be read. */
    public void read(Path file, String shownName) {
        LineCount lines = new LineCount(shownName);
        try {
            LogFiles.read(file, lines);
        } catch (IOException e) {
            cut(lines, e);
        }
    }

    /** Reads a stream to its end, or as far as it can be read. */
    public void read(InputStream stream, String shownName) {
        LineCount lines = new LineCount(shownName);
        try {
            LogFiles.read(stream, lines);
        } catch (IOException e) {
            cut(lines, e);
        }
    }

    private void cut(LineCount lines, IOException failure) {
        isCut = true;
        faults.accept(lines.name + ": cannot be read after line " + lines.last + " ("
                + failure.getClass().getSimpleName() + ")");
    }

    /** Returns how many lines could not be read. */
    public long unreadable() {
        return unreadable;
    }

    /** Returns whether everything was read. */
    public boolean isWhole() {
        return unreadable == 0 && !isCut;
    }

    /** The lines of one log. */
    private final class LineCount implements LogFiles.LineTarget {
        private final String name;
        private long last;

        LineCount(String name) {
            this.name = name;
        }

        @Override
        public void line(long number, byte[] bytes, int length) {
            last = number;
            switch (UsageLineReader.read(bytes, length)) {
                case LineReading.Parsed(UsageEntry entry) -> entries.accept(entry);
                case LineReading.Unreadable(String reason) -> fault(number, reason);
            }
        }

        @Override
        public void tooLong(long number) {
            last = number;
            fault(number, "longer than " + LogFiles.LONGEST_LINE + " bytes");
        }

        private void fault(long number, String reason) {
            unreadable++;
            if (unreadable <= MOST_NAMED) {
                faults.accept(name + ":" + number + ": " + reason);
            }
        }
    }
}
