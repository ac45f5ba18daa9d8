package dev.weir.usage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Reads logs line by line, whatever their size: a file, one compressed by gzip where its name ends with {@code .gz}, or
 * a stream.
 */
public final class LogFiles {
    /** The longest line that is read; Weir writes none that is longer. */
    static final int LONGEST_LINE = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private LogFiles() {}

    /** Gets the lines of a log in their order; empty ones are left out. */
    public interface LineTarget {
        /**
         * Takes a line.
         *
         * @param number from 1
         * @param bytes valid during the call only, up to {@code length}
         */
        void line(long number, byte[] bytes, int length);

        /** Takes the number of a line that is longer than {@value #LONGEST_LINE} bytes. */
        void tooLong(long number);
    }

    /**
     * Reads a file to its end.
     *
     * @throws IOException where the file cannot be read; the lines before that were handed over
     */
    public static void read(Path file, LineTarget target) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            boolean isCompressed = file.toString().endsWith(".gz");
            read(isCompressed ? new GZIPInputStream(bytes, BUFFER) : bytes, target);
        }
    }

    /**
     * Reads a stream to its end; does not close it.
     *
     * @throws IOException where the stream fails; the lines before that were handed over
     */
    public static void read(InputStream bytes, LineTarget target) throws IOException {
        LineBuffer line = new LineBuffer(target);
        byte[] buffer = new byte[BUFFER];
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
            int from = 0;
            for (int at = 0; at < count; at++) {
                if (buffer[at] == '\n') {
                    line.add(buffer, from, at);
                    line.end();
                    from = at + 1;
                }
            }
            line.add(buffer, from, count);
        }
        line.end();
    }

    /** The line that is being read. */
    private static final class LineBuffer {
        private final LineTarget target;
        private byte[] bytes = new byte[BUFFER];
        private int length;
        private long number = 1;
        private boolean isTooLong;

        LineBuffer(LineTarget target) {
            this.target = target;
        }

        void add(byte[] from, int begin, int end) {
            int count = end - begin;
            if (isTooLong || length + count > LONGEST_LINE) {
                isTooLong = true;
                return;
            }
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            System.arraycopy(from, begin, bytes, length, count);
            length += count;
        }

        void end() {
            if (isTooLong) {
                target.tooLong(number);
            } else {
                int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
                if (end > 0) {
                    target.line(number, bytes, end);
                }
            }
            number++;
            length = 0;
            isTooLong = false;
        }
    }
}
