package dev.weir.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private final List<String> lines = new ArrayList<>();
    private final LogFiles.LineTarget target = new LogFiles.LineTarget() {
        @Override
        public void line(long number, byte[] bytes, int length) {
            lines.add(number + ":" + new String(bytes, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public void tooLong(long number) {
            lines.add(number + ": too long");
        }
    };

    private void read(String text) throws IOException {
        LogFiles.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), target);
    }

    @Test
    void numbersLinesAndLeavesEmptyOnesOut() throws IOException {
        read("a\n\nb\r\n\r\nc");

        assertThat(lines).containsExactly("1:a", "3:b", "5:c");
    }

    @Test
    void goesOnAfterALineThatIsTooLong() throws IOException {
        read("a\n" + "x".repeat(LogFiles.LONGEST_LINE + 1) + "\nb\n" + "y".repeat(3 * LogFiles.LONGEST_LINE));

        assertThat(lines).containsExactly("1:a", "2: too long", "3:b", "4: too long");
    }

    @Test
    void readsTheSameWhateverComesWithARead() throws IOException {
        Random random = new Random(4711);
        String text = random.ints(3_000, 'a', 'g')
                .mapToObj(c -> c == 'f' ? "\n" : Character.toString(c))
                .reduce("", String::concat);
        read(text);
        List<String> expected = List.copyOf(lines);
        lines.clear();

        LogFiles.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public synchronized int read(byte[] bytes, int from, int length) {
                        return super.read(bytes, from, Math.min(length, 1 + random.nextInt(7)));
                    }
                },
                target);

        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void readsACompressedFileAndSaysWhereADamagedOneEnds() throws IOException {
        Path file = directory.resolve("usage.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\nb\n".getBytes(StandardCharsets.UTF_8));
        }
        LogFiles.read(file, target);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 6));
        List<String> faults = new ArrayList<>();
        LogSummary summary = new LogSummary(_ -> {}, faults::add);

        summary.read(file, "usage.jsonl.gz");

        assertThat(lines).containsExactly("1:a", "2:b");
        assertThat(faults)
                .contains("usage.jsonl.gz:1: no whole JSON object")
                .last()
                .asString()
                .contains("cannot be read after line");
        assertThat(summary.isWhole()).isFalse();
    }

    @Test
    void namesTheFirstLinesThatItCannotReadAndCountsAll() throws IOException {
        List<String> faults = new ArrayList<>();
        List<UsageEntry> entries = new ArrayList<>();
        LogSummary summary = new LogSummary(entries::add, faults::add);
        String good = LogLines.line("a", "2026-11-24T10:00:00.123Z", "m", 1, 1, "0");
        InputStream log = new ByteArrayInputStream(
                (good + "\n" + "damaged\n".repeat(50) + good).getBytes(StandardCharsets.UTF_8));

        summary.read(log, "usage.jsonl");

        assertThat(entries).hasSize(2);
        assertThat(faults).hasSize(LogSummary.MOST_NAMED).contains("usage.jsonl:2: no whole JSON object");
        assertThat(summary.unreadable()).isEqualTo(50);
    }
}
